package dev.buildrun.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScmUrlTest {
    @ParameterizedTest
    @CsvSource({
        "GITHUB, ./skeleton, https://github.com/o/r/blob/main/t/template.yaml, https://github.com/o/r/tree/main/t/skeleton",
        "GITHUB, skeleton, https://github.com/o/r/blob/main/t/template.yaml, https://github.com/o/r/tree/main/t/skeleton",
        "GITHUB, ../x, https://github.com/o/r/tree/main/t/template.yaml, https://github.com/o/r/tree/main/x",
        "GITHUB, /x/y, https://github.com/o/r/blob/main/t/template.yaml, https://github.com/o/r/tree/main/x/y",
        "GITHUB, https://example.com/blob/x, https://github.com/o/r/blob/main/t, https://example.com/blob/x",
        "GITHUB, /catalog-info.yaml, https://github.com/o/r/blob/main, https://github.com/o/r/tree/main/catalog-info.yaml",
        "GITLAB, /x, https://gitlab.com/g/s/r/-/blob/main/t/a.yaml, https://gitlab.com/g/s/r/-/blob/main/x",
        "GITEA, /x, https://gitea.io/o/r/src/branch/main/t/a.yaml, https://gitea.io/o/r/src/branch/main/x",
        "BITBUCKET_SERVER, ./s, https://bb.io/projects/P/repos/r/browse/t/a.yaml?at=main, https://bb.io/projects/P/repos/r/browse/t/s?at=main",
        "BITBUCKET_SERVER, /s, https://bb.io/projects/P/repos/r/browse/t/a.yaml?at=main, https://bb.io/projects/P/repos/r/browse/s?at=main",
        "AZURE, ./s, https://dev.azure.com/o/p/_git/r?path=/t/a.yaml&version=GBmain, https://dev.azure.com/o/p/_git/r?path=%2Ft%2Fs&version=GBmain",
        "AZURE, /x y, https://dev.azure.com/o/p/_git/r?version=GBmain&path=%2Ft%2Fa.yaml, https://dev.azure.com/o/p/_git/r?version=GBmain&path=%2Fx%20y",
        "AZURE, /c.yaml, https://dev.azure.com/o/p/_git/r, https://dev.azure.com/o/p/_git/r?path=%2Fc.yaml",
        "GERRIT, ./s, https://gr.io/a/r/+/refs/heads/main/t/a.yaml, https://gr.io/a/r/+/refs/heads/main/t/s",
        "GERRIT, /s, https://gr.io/a/r/+/refs/heads/main/t/a.yaml, https://gr.io/a/r/+/refs/heads/main/s",
        "BUILT_IN, ./s, http://localhost:7007/git/o/r/src/branch/main/t/a.yaml, http://localhost:7007/git/o/r/src/branch/main/t/s",
        "BUILT_IN, /x, http://localhost:7007/git/o/r/src/branch/main/t/a.yaml, http://localhost:7007/git/o/r/src/branch/main/x",
        "BUILT_IN, /x, http://localhost:7007/git/o/r/src/branch/a%2Fb, http://localhost:7007/git/o/r/src/branch/a%2Fb/x",
        "BUILT_IN, /x y, http://localhost:7007/git/o/r/src/branch/main, http://localhost:7007/git/o/r/src/branch/main/x%20y"
    })
    void resolvesAsTheCodeHostDoes(IntegrationType type, String url, String base, String expected) {
        assertThat(ScmUrl.resolve(url, base, type)).isEqualTo(expected);
    }

    @Test
    void refusesTheRootOfWhatIsNoFileOfARepository() {
        assertThatThrownBy(() -> ScmUrl.resolve("/x", "https://github.com/o", IntegrationType.GITHUB))
                .isInstanceOf(ServiceException.class)
                .hasMessage("Expected the address of a file in a repository, found https://github.com/o");
    }
}
