package dev.buildrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.integration.CodeHost;
import dev.buildrun.integration.CodeHostLimits;
import dev.buildrun.integration.HostCredential;
import dev.buildrun.integration.IntegrationType;
import dev.buildrun.json.Yaml;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeHostsSectionTest {
    private static List<CodeHost> hosts(String integrations) {
        return CodeHostsSection.hosts(Config.of(Yaml.read("integrations: " + integrations)));
    }

    private static CodeHost host(String integrations) {
        return hosts(integrations).getFirst();
    }

    @Test
    void knowsThePublicHostsWithoutConfiguration() {
        assertThat(hosts("{}"))
                .containsExactlyInAnyOrder(
                        CodeHost.at(IntegrationType.GITHUB, URI.create("https://github.com")),
                        CodeHost.at(IntegrationType.GITLAB, URI.create("https://gitlab.com")),
                        CodeHost.at(IntegrationType.BITBUCKET_CLOUD, URI.create("https://bitbucket.org")),
                        CodeHost.at(IntegrationType.AZURE, URI.create("https://dev.azure.com")));
        assertThat(CodeHostsSection.limits(Config.of(Yaml.read("{}")))).isEqualTo(CodeHostLimits.USUAL);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {github: [{token: t}]}                                     | GITHUB           | https://github.com        | x-access-token:t
            {github: [{host: ghe.example, token: ' t '}]}              | GITHUB           | https://ghe.example       | x-access-token:t
            {gitlab: [{host: gl.example, token: t}]}                   | GITLAB           | https://gl.example        | oauth2:t
            {bitbucketCloud: [{token: t}]}                             | BITBUCKET_CLOUD  | https://bitbucket.org     | x-token-auth:t
            {bitbucketCloud: [{username: u@example.org, token: t}]}    | BITBUCKET_CLOUD  | https://bitbucket.org     | x-bitbucket-api-token-auth:t
            {bitbucketCloud: [{username: u, appPassword: p}]}          | BITBUCKET_CLOUD  | https://bitbucket.org     | u:p
            {bitbucketServer: [{host: bb.example, username: u, password: p}]} | BITBUCKET_SERVER | https://bb.example | u:p
            {azure: [{credentials: [{personalAccessToken: t}]}]}       | AZURE            | https://dev.azure.com     | :t
            {gitea: [{host: gt.example, username: u, password: p}]}    | GITEA            | https://gt.example        | u:p
            {gitea: [{host: gt.example, password: p}]}                 | GITEA            | https://gt.example        | x-access-token:p
            {gerrit: [{host: gr.example, gitilesBaseUrl: https://gr.example, username: u, password: p}]} | GERRIT | https://gr.example | u:p
            """)
    void readsTheCredentialsOfEachKindOfHost(String integrations, IntegrationType type, URI base, String pair) {
        var parts = pair.split(":", 2);

        assertThat(host(integrations)).isEqualTo(CodeHost.at(type, base, HostCredential.basic(parts[0], parts[1])));
    }

    @Test
    void readsAccessTokensOfBitbucketServer() {
        assertThat(host("{bitbucketServer: [{host: bb.example, token: t, username: u, password: p}]}"))
                .isEqualTo(CodeHost.at(
                        IntegrationType.BITBUCKET_SERVER,
                        URI.create("https://bb.example"),
                        HostCredential.bearer("t")));
    }

    @Test
    void readsTheOrganisationsThatATokenOfAzureIsFor() {
        var azure = host("""
                {azure: [{credentials: [
                  {personalAccessToken: others},
                  {personalAccessToken: one, organizations: [One]}]}]}
                """);

        assertThat(azure.credentials())
                .containsExactly(
                        HostCredential.basic("", "one").onlyFor(Set.of("one")), HostCredential.basic("", "others"));
    }

    @Test
    void readsWhereHostsAreThatLieElsewhere() {
        assertThat(host("{gitlab: [{host: gl.example, baseUrl: 'https://gl.example/git/'}]}")
                        .git())
                .isEqualTo(URI.create("https://gl.example/git"));
        assertThat(host("{github: [{host: 'ghe.example:8080', apiBaseUrl: 'http://ghe.example:8080/api/v3'}]}")
                        .git())
                .isEqualTo(URI.create("http://ghe.example:8080"));
        assertThat(host("""
                        {gerrit: [{host: gr.example, gitilesBaseUrl: https://pages.example/gitiles,
                          cloneUrl: https://clone.example}]}
                        """))
                .isEqualTo(new CodeHost(
                        IntegrationType.GERRIT,
                        URI.create("https://pages.example/gitiles"),
                        URI.create("https://clone.example"),
                        List.of()));
    }

    @Test
    void readsTheLimits() {
        assertThat(CodeHostsSection.limits(Config.of(Yaml.read(
                        "buildrun: {reading: {maxGitRequests: 3, maxGitFetchMebibytes: 5, gitCacheMebibytes: 7}}"))))
                .isEqualTo(new CodeHostLimits(3, 5 << 20, 7 << 20));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {gitea: [{username: u}]}                              | integrations.gitea[0].host: expected a string
            {gitlab: [{host: a, baseUrl: a/b}]}                   | integrations.gitlab[0].baseUrl: expected an absolute URL
            {github: [{host: a, apps: [{appId: 1}]}]}             | integrations.github[0].apps[0].privateKey: expected a string, found nothing
            {github: [{host: a, apps: [{appId: 1, privateKey: x}]}]} | integrations.github[0].apps[0].privateKey: expected an RSA private key in PEM
            {bitbucketCloud: [{username: u}]}                     | integrations.bitbucketCloud[0]: expected a token or an appPassword
            {bitbucketCloud: [{clientId: c, clientSecret: s}]}    | integrations.bitbucketCloud[0].clientId: OAuth consumers are not
            {azure: [{token: t}]}                                 | integrations.azure[0].token: expected this in integrations.azure[0].credentials
            {azure: [{credentials: [{clientId: c}]}]}             | integrations.azure[0].credentials[0]: expected a personalAccessToken
            """)
    void refusesWhatItCannotDo(String integrations, String message) {
        assertThatThrownBy(() -> hosts(integrations))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
