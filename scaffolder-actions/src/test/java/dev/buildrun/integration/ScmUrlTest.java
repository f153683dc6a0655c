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
