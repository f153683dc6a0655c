package dev.buildrun.catalog.process.builtin;

/** The kinds of code hosts, told apart by the shape of their URLs. */
public enum SourceHost {
    /** {@code /owner/repo/blob/branch/path}. */
    GITHUB,
    /** {@code /group/…/repo/-/blob/branch/path}. */
    GITLAB,
    /** {@code /owner/repo/src/branch/branch/path}. */
    GITEA,
    /** {@code /owner/repo/src/branch/path}. */
    BITBUCKET_CLOUD,
    /** {@code /projects/KEY/repos/repo/browse/path?at=branch}. */
    BITBUCKET_SERVER,
    /** {@code /organization/project/_git/repo?path=/path&version=GBbranch}. */
    AZURE,
    /** Our own host: {@code /git/owner/repo/src/branch/branch/path}, like Gitea below its mount, but without pages to edit. */
    BUILT_IN
}
