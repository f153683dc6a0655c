package dev.buildrun.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.integration.UrlReader.Content;
import dev.buildrun.integration.UrlReader.Options;
import dev.buildrun.scaffolder.testing.LoopbackCodeHost;
import dev.buildrun.scaffolder.testing.LoopbackCodeHost.Trouble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a token is shown to, and what is told of it. */
final class CodeHostCredentialsTest {
    private static final String SECRET = "ghp_verysecret";

    @TempDir
    Path directory;

    private HostedOrders orders;

    @BeforeEach
    void push() throws IOException {
        orders = new HostedOrders(directory);
    }

    @AfterEach
    void stop() {
        orders.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GITHUB, /a/orders/blob/main/catalog-info.yaml, x-access-token",
        "GITLAB, /a/orders/-/blob/main/catalog-info.yaml, oauth2",
        "BITBUCKET_CLOUD, /a/orders/src/main/catalog-info.yaml, x-token-auth",
        "BITBUCKET_SERVER, /projects/P/repos/orders/browse/catalog-info.yaml, ",
        "AZURE, /o/p/_git/orders?path=/catalog-info.yaml, ''",
        "GITEA, /a/orders/src/branch/main/catalog-info.yaml, x-access-token",
        "GERRIT, /orders/+/refs/heads/main/catalog-info.yaml, ",
    })
    void sendsATokenAsTheHostsGitServerTakesIt(IntegrationType type, String path, String user) {
        var expected = user == null ? HostCredential.bearer(SECRET) : HostCredential.basic(user, SECRET);
        orders.server.require(expected.authorization());
        var reader = orders.reader(CodeHost.at(type, orders.server.base(), HostCredential.token(type, SECRET)));

        assertThat(reader.read(orders.server.base() + path, Options.NONE)).isInstanceOf(Content.class);
    }

    @Test
    void sendsACredentialOnlyForTheOwnersThatItIsFor() {
        var one = HostCredential.basic("", "one").onlyFor(Set.of("one"));
        var others = HostCredential.basic("", "others");
        var reader = orders.reader(CodeHost.at(IntegrationType.AZURE, orders.server.base(), others, one));

        reader.read(orders.server.base() + "/One/p/_git/orders?path=/catalog-info.yaml", Options.NONE);
        assertThat(orders.server.asked()).allMatch(asked -> one.authorization().equals(asked.authorization()));

        orders.server.forget();
        reader.read(orders.server.base() + "/two/p/_git/orders?path=/catalog-info.yaml", Options.NONE);
        assertThat(orders.server.asked())
                .allMatch(asked -> others.authorization().equals(asked.authorization()));
    }

    @Test
    void letsTheTokenOfTheCallerGoOverTheConfiguredOne() {
        orders.server.require(
                HostCredential.token(IntegrationType.GITHUB, "mine").authorization());
        var reader = orders.reader(orders.github(HostCredential.token(IntegrationType.GITHUB, SECRET)));

        assertThat(reader.read(orders.main("catalog-info.yaml"), new Options(null, "mine")))
                .isInstanceOf(Content.class);
        assertThatThrownBy(() -> reader.read(orders.main("catalog-info.yaml"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.NOT_ALLOWED));
    }

    @Test
    void asksTheHostWhetherACallerMayReadWhatIsOnDiskAlready() {
        orders.server.require(
                HostCredential.token(IntegrationType.GITHUB, SECRET).authorization());
        var reader = orders.reader(orders.github());
        reader.read(orders.main("catalog-info.yaml"), new Options(null, SECRET));

        for (var url : List.of(orders.main("catalog-info.yaml"), orders.atCommit("catalog-info.yaml"))) {
            assertThatThrownBy(() -> reader.read(url, Options.NONE))
                    .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.NOT_ALLOWED))
                    .hasMessageContaining("401 without a token")
                    .hasMessageContaining("Set token of the entry for 127.0.0.1")
                    .hasMessageContaining("in integrations.github");
        }
    }

    @Test
    void tellsNobodyTheToken() {
        orders.server.require("something else");
        var reader = orders.reader(orders.github(HostCredential.token(IntegrationType.GITHUB, SECRET)));
        var encoded = HostCredential.token(IntegrationType.GITHUB, SECRET)
                .authorization()
                .substring(6);

        assertThatThrownBy(() -> reader.read(orders.main("catalog-info.yaml"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.NOT_ALLOWED))
                .hasMessageContaining("403 with the token that was sent")
                .satisfies(thrown -> assertThat(trace(thrown)).doesNotContain(SECRET, encoded));
        assertThat(orders.github(HostCredential.token(IntegrationType.GITHUB, SECRET))
                        .toString())
                .doesNotContain(SECRET, encoded);
    }

    @Test
    void followsARedirectOnlyToAHostThatIsConfiguredAndWithoutTheToken() throws IOException {
        try (var other = new LoopbackCodeHost(directory.resolve("repositories"))) {
            orders.server.redirectTo(other.base());
            var from = orders.github(HostCredential.token(IntegrationType.GITHUB, SECRET));

            assertThatThrownBy(() -> orders.reader(from).read(orders.main("catalog-info.yaml"), Options.NONE))
                    .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.NOT_ALLOWED))
                    .hasMessageContaining("which no integration names");
            assertThat(other.asked()).isEmpty();

            var known = CodeHost.at(
                    IntegrationType.GITEA, other.base(), HostCredential.token(IntegrationType.GITEA, "of the other"));
            assertThat(orders.reader(from, known).read(orders.main("catalog-info.yaml"), Options.NONE))
                    .isInstanceOf(Content.class);
            assertThat(other.asked()).isNotEmpty().allMatch(asked -> asked.authorization() == null);
        }
    }

    @Test
    void readsFromAHostWithoutConfigurationWithoutAToken() {
        assertThat(orders.reader(orders.github()).read(orders.main("catalog-info.yaml"), Options.NONE))
                .isInstanceOf(Content.class);
        assertThat(orders.server.asked()).allMatch(asked -> asked.authorization() == null);
    }

    @Test
    void takesAPageForSigningInAsARefusal() {
        orders.server.trouble(Trouble.SIGN_IN_PAGE);

        assertThatThrownBy(() -> orders.reader(orders.github()).read(orders.main("catalog-info.yaml"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.NOT_ALLOWED))
                .hasMessageContaining("203 without a token");
    }

    private static String trace(Throwable thrown) {
        var text = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}
