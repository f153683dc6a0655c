package dev.buildrun.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RepoUrlTest {
    private static final Integrations INTEGRATIONS = Integrations.none()
            .with("localhost:7007", IntegrationType.BUILT_IN)
            .with("gitlab.example.com", IntegrationType.GITLAB);

    @Test
    void takesItApart() {
        var url = RepoUrl.parse("GitHub.com?owner=%2Fo%2Fx%2F&repo=r&extra=1&workspace=", INTEGRATIONS);

        assertThat(url)
                .isEqualTo(new RepoUrl("github.com", IntegrationType.GITHUB, Map.of("owner", "o/x", "repo", "r")));
    }

    @ParameterizedTest
    @CsvSource({
        "github.com?repo=r, owner",
        "github.com?owner=o, repo",
        "localhost:7007?repo=r, owner",
        "gitlab.example.com?repo=r, owner",
        "bitbucket.org?project=p&repo=r, workspace",
        "dev.azure.com?repo=r, project"
    })
    void refusesWhatLacksAPart(String text, String part) {
        assertThatThrownBy(() -> RepoUrl.parse(text, INTEGRATIONS))
                .isInstanceOf(ServiceException.class)
                .hasMessage("Invalid repo URL passed to publisher: https://" + text + ", missing " + part);
    }

    @Test
    void needsNeitherOwnerNorRepoOfAGitLabProject() {
        assertThat(RepoUrl.parse("gitlab.example.com?project=7", INTEGRATIONS).part("project"))
                .contains("7");
    }

    @Test
    void refusesAHostThatIsNotConfigured() {
        assertThatThrownBy(() -> RepoUrl.parse("evil.example?owner=o&repo=r", INTEGRATIONS))
                .hasMessage("No matching integration configuration for host evil.example, please check your"
                        + " integrations config");
    }

    @Test
    void refusesWhatIsNoUrl() {
        assertThatThrownBy(() -> RepoUrl.parse("git hub", INTEGRATIONS)).isInstanceOf(ServiceException.class);
    }
}
