package dev.buildrun.integration;

/** The kinds of code hosts, each with the name that Backstage's config has for it. */
public enum IntegrationType {
    AZURE("azure"),
    BITBUCKET_CLOUD("bitbucketCloud"),
    BITBUCKET_SERVER("bitbucketServer"),
    GERRIT("gerrit"),
    GITHUB("github"),
    GITLAB("gitlab"),
    GITEA("gitea"),
    /** The Git host that comes with the service; our own word. */
    BUILT_IN("builtInGit");

    private final String configKey;

    IntegrationType(String configKey) {
        this.configKey = configKey;
    }

    /** The key below {@code integrations} in the config. */
    public String configKey() {
        return configKey;
    }
}
