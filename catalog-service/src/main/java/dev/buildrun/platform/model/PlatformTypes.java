package dev.buildrun.platform.model;

/** The values of {@code spec.type} that mean something to the platform, and its annotations. */
public final class PlatformTypes {
    public static final String BUILD_RUN_TEAM = "build-run-team";
    public static final String PLATFORM_TEAM = "platform-team";
    public static final String PLATFORM = "platform";
    public static final String CONTRACT = "platform-contract";
    public static final String OFFERING = "platform-service";
    public static final String INSTANCE = "service-instance";
    public static final String SELF_RUN = "self-run-service";
    public static final String ENVIRONMENT = "environment";
    public static final String WORKSPACE = "workspace";
    public static final String WAIVER = "waiver";

    /** Programs that deploy for a group, with commas between them: {@code external:orders-ci, argocd-controller}. */
    public static final String PIPELINES = "buildrun.dev/pipelines";

    public static final String ONCALL = "buildrun.dev/oncall";
    public static final String CHANNEL = "buildrun.dev/channel";
    public static final String RUNBOOK = "buildrun.dev/runbook";
    public static final String DASHBOARDS = "buildrun.dev/dashboards";
    public static final String TECHNOLOGY = "buildrun.dev/technology";
    public static final String PLAN = "buildrun.dev/plan";
    public static final String PLANS = "buildrun.dev/plans";
    public static final String CLUSTER = "buildrun.dev/cluster";
    public static final String PROMOTION_ORDER = "buildrun.dev/promotion-order";
    public static final String OFFERING_VERSION = "buildrun.dev/offering-version";
    public static final String BINDING_TYPE = "buildrun.dev/binding-type";
    public static final String PROVISIONER = "buildrun.dev/provisioner";
    public static final String SLO = "buildrun.dev/slo";
    public static final String COMPONENT = "buildrun.dev/component";
    public static final String ENVIRONMENT_OF = "buildrun.dev/environment";

    private PlatformTypes() {}
}
