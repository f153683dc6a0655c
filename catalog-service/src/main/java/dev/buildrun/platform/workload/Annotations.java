package dev.buildrun.platform.workload;

/** What is written on workloads. */
public final class Annotations {
    /** The id of the deployment that a workload has its image of. */
    public static final String DEPLOYMENT = "buildrun.dev/deployment";
    /** Who began a deployment, where a pipeline says so: a full reference or the subject of a token. */
    public static final String STARTED_BY = "buildrun.dev/started-by";
    /** When the newest commit of an image was made, where a pipeline says so. */
    public static final String COMMIT_AT = "buildrun.dev/commit-at";
    /** The commit itself. */
    public static final String COMMIT = "buildrun.dev/commit";
    /** What {@code kubectl rollout history} shows. */
    public static final String CHANGE_CAUSE = "kubernetes.io/change-cause";

    private Annotations() {}
}
