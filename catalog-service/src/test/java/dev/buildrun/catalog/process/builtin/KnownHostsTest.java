package dev.buildrun.catalog.process.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.IntegrationType;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownHostsTest {
    private static final KnownHosts HOSTS = new KnownHosts(
            Map.of(
                    "gitea.example.com", IntegrationType.GITEA,
                    "gerrit.example.com", IntegrationType.GERRIT,
                    "bitbucket.example.com", IntegrationType.BITBUCKET_SERVER),
            URI.create("http://localhost:7007/git"));

    private static final String GITHUB = "https://github.com/a/b/blob/main/x/catalog-info.yaml";
    private static final String GITLAB = "https://gitlab.com/g/h/r/-/blob/main/c.yaml";
    private static final String GITEA = "https://gitea.example.com/a/b/src/branch/main/c.yaml";
    private static final String BITBUCKET = "https://bitbucket.org/a/b/src/main/c.yaml";
    private static final String SERVER = "https://bitbucket.example.com/projects/P/repos/r/browse/x/c.yaml?at=main";
    private static final String AZURE = "https://dev.azure.com/o/p/_git/r?path=%2Fc.yaml&version=GBmain";
    private static final String BUILT_IN = "http://localhost:7007/git/a/b/src/branch/main/x/c.yaml";
    private static final String GERRIT = "https://gerrit.example.com/a/r/+/refs/heads/main/x/c.yaml";
    private static final String UNKNOWN = "https://example.com/x/c.yaml";

    /** Most of these were seen in Backstage; the root of a Gitea repository keeps its branch here, which it loses there. */
    @ParameterizedTest
    @CsvSource({
        "/api.yaml, " + GITHUB + ", https://github.com/a/b/tree/main/api.yaml",
        "./api.yaml, " + GITHUB + ", https://github.com/a/b/tree/main/x/api.yaml",
        "../z.yaml, " + GITHUB + ", https://github.com/a/b/tree/main/z.yaml",
        GITHUB + ", " + GITHUB + ", https://github.com/a/b/tree/main/x/catalog-info.yaml",
        UNKNOWN + ", " + GITHUB + ", " + UNKNOWN,
        "./d e.yaml, " + GITHUB + ", https://github.com/a/b/tree/main/x/d%20e.yaml",
        "sub/**/c.yaml, " + GITHUB + ", https://github.com/a/b/tree/main/x/sub/**/c.yaml",
        "./d.yaml, " + GITLAB + ", https://gitlab.com/g/h/r/-/blob/main/d.yaml",
        "/s/d.yaml, " + GITLAB + ", https://gitlab.com/g/h/r/-/blob/main/s/d.yaml",
        "/y.yaml, " + GITEA + ", https://gitea.example.com/a/b/src/branch/main/y.yaml",
        "y.yaml, " + GITEA + ", https://gitea.example.com/a/b/src/branch/main/y.yaml",
        "/y.yaml, " + BITBUCKET + ", https://bitbucket.org/a/b/src/main/y.yaml",
        "/y.yaml, " + SERVER + ", https://bitbucket.example.com/projects/P/repos/r/browse/y.yaml?at=main",
        "./y.yaml, " + SERVER + ", https://bitbucket.example.com/projects/P/repos/r/browse/x/y.yaml?at=main",
        "./s/y.yaml, " + AZURE + ", https://dev.azure.com/o/p/_git/r?path=%2Fs%2Fy.yaml&version=GBmain",
        "/y.yaml, " + BUILT_IN + ", http://localhost:7007/git/a/b/src/branch/main/y.yaml",
        "../y.yaml, " + BUILT_IN + ", http://localhost:7007/git/a/b/src/branch/main/y.yaml",
        "/y.yaml, " + GERRIT + ", https://gerrit.example.com/a/r/+/refs/heads/main/y.yaml",
        "./y.yaml, " + UNKNOWN + ", https://example.com/x/y.yaml",
        "/y.yaml, " + UNKNOWN + ", https://example.com/y.yaml",
        "../../../y.yaml, " + UNKNOWN + ", https://example.com/y.yaml",
        "c.yaml, https://example.com/x/a.yaml?q=1, https://example.com/x/c.yaml?q=1",
    })
    void resolveWhatStandsInAFile(String url, String base, String expected) {
        assertThat(HOSTS.resolve(url, base)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        GITHUB + ", https://github.com/a/b/edit/main/x/catalog-info.yaml",
        GITLAB + ", https://gitlab.com/g/h/r/-/edit/main/c.yaml",
        GITEA + ", https://gitea.example.com/a/b/_edit/main/c.yaml",
        BITBUCKET + ", https://bitbucket.org/a/b/src/main/c.yaml?mode=edit&at=main",
        SERVER + ", https://bitbucket.example.com/projects/P/repos/r/browse/x/c.yaml",
        AZURE + ", " + AZURE,
        BUILT_IN + ", ",
        GERRIT + ", ",
        UNKNOWN + ", ",
        "https://github.com/a/b/blob/0123456789abcdef0123456789abcdef01234567/c.yaml, ",
    })
    void knowWhereAFileIsEdited(String url, String expected) {
        assertThat(HOSTS.editUrl(url).orElse(null)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        GITHUB + ", https://github.com/a/b/tree/main/x/",
        GITLAB + ", https://gitlab.com/g/h/r/-/blob/main/",
        GITEA + ", https://gitea.example.com/a/b/src/branch/main/",
        BITBUCKET + ", https://bitbucket.org/a/b/src/main/",
        SERVER + ", https://bitbucket.example.com/projects/P/repos/r/browse/x/?at=main",
        AZURE + ", https://dev.azure.com/o/p/_git/r?path=%2F&version=GBmain",
        BUILT_IN + ", http://localhost:7007/git/a/b/src/branch/main/x/",
        UNKNOWN + ", ",
        "http://localhost:7007/other/a/b/src/branch/main/c.yaml, ",
    })
    void knowTheFolderOfAFile(String url, String expected) {
        assertThat(HOSTS.folderUrl(url).orElse(null)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        GITHUB + ", github.com/a/b",
        "https://github.com/A/B/tree/other/y, github.com/a/b",
        GITLAB + ", gitlab.com/g/h/r",
        SERVER + ", bitbucket.example.com/projects/p/repos/r",
        AZURE + ", dev.azure.com/o/p/_git/r",
        BUILT_IN + ", localhost:7007/git/a/b",
        GERRIT + ", gerrit.example.com/a/r",
        UNKNOWN + ", ",
        "https://github.com/a, ",
    })
    void tellRepositoriesApart(String url, String expected) {
        assertThat(HOSTS.repository(url).orElse(null)).isEqualTo(expected);
    }

    @Test
    void refuseWhatIsNoUrl() {
        assertThatThrownBy(() -> HOSTS.resolve("./x", "not a url")).isInstanceOf(ServiceException.class);
        assertThatThrownBy(() -> HOSTS.resolve("./x", "mailto:a")).isInstanceOf(ServiceException.class);
        assertThatThrownBy(() -> HOSTS.folderUrl("http://%zz/")).isInstanceOf(ServiceException.class);
    }
}
