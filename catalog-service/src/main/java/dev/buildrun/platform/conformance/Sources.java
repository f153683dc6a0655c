package dev.buildrun.platform.conformance;

/** What rules look at besides the catalog. */
public record Sources(
        ManifestSource manifests, RepositorySource repositories, LiveState live, DeploymentRecords records) {
    /** Knows nothing, and says so. */
    public static final Sources NONE =
            new Sources(ManifestSource.NONE, RepositorySource.NONE, LiveState.NONE, DeploymentRecords.NONE);
}
