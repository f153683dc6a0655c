package dev.buildrun.platform.conformance;

import dev.buildrun.platform.link.LinkState;

/** What rules look at besides the catalog. */
public record Sources(
        ManifestSource manifests,
        RepositorySource repositories,
        LiveState live,
        DeploymentRecords records,
        LinkState links) {
    /** Knows nothing, and says so. */
    public static final Sources NONE =
            new Sources(ManifestSource.NONE, RepositorySource.NONE, LiveState.NONE, DeploymentRecords.NONE);

    /** The same without anybody who looks at addresses. */
    public Sources(ManifestSource manifests, RepositorySource repositories, LiveState live, DeploymentRecords records) {
        this(manifests, repositories, live, records, LinkState.NONE);
    }
}
