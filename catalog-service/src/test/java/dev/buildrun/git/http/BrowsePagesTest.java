package dev.buildrun.git.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.git.GitConfig;
import dev.buildrun.integration.RepositoryName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrowsePagesTest {
    private static final RepositoryName WEB = RunningGitHost.REPOSITORY;
    private static final String EVIL = "<script>alert('1')</script>";

    @TempDir
    static Path directory;

    private static RunningGitHost running;

    @BeforeAll
    static void start() throws Exception {
        running = RunningGitHost.open(directory);
        running.publish(WEB);
        var source = directory.resolve("source-web");
        running.git.commit(source, "README.md", "# Web\n" + EVIL);
        running.git.commit(source, "src/Main file.java", "class Main {}");
        running.git.commit(source, "a\"b<i>.txt", "quoted");
        running.git.commit(source, "logo.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 0});
        Files.createSymbolicLink(source.resolve("link"), Path.of("/etc/passwd"));
        running.git.commit(source, "z.txt", "z");
        running.git.must(source, "push", "-q", running.pushUrl(WEB), "main", "main:feature/login");
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return running.edge.send(running.edge.request(path));
    }

    private String page(String path) throws Exception {
        var response = get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return response.body();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/git", "/git/"})
    void listsTheRepositories(String path) throws Exception {
        assertThat(page(path)).contains("<a href=\"/git/payments/web\">payments/web</a>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/git/payments/web", "/git/payments/web/", "/git/payments/web.git"})
    void showsARepository(String path) throws Exception {
        assertThat(page(path))
                .contains("git clone " + running.url(WEB))
                .contains("The &lt;web&gt; &amp; shop")
                .contains("<a href=\"/git/payments/web/src/branch/main/src\">src/</a>")
                .contains("<a href=\"/git/payments/web/src/branch/main/z.txt\">z.txt</a>")
                .contains("# Web\n&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;")
                .contains("<a href=\"/git/payments/web/src/branch/main/a%22b%3Ci%3E.txt\">a&quot;b&lt;i&gt;.txt</a>")
                .doesNotContain("<script>", "<i>");
    }

    @Test
    void allowsNoScriptInAnyPage() throws Exception {
        assertThat(get("/git/payments/web").headers().firstValue("content-security-policy"))
                .hasValue("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
                        + " frame-ancestors 'self'");
    }

    @Test
    void showsADirectoryAndAFile() throws Exception {
        assertThat(page("/git/payments/web/src/branch/main/src"))
                .contains("<a href=\"/git/payments/web/src/branch/main/src/Main%20file.java\">Main file.java</a>");
        assertThat(page("/git/payments/web/src/branch/main/src/Main%20file.java"))
                .contains("<pre>class Main {}</pre>")
                .contains("/raw/branch/main/src/Main%20file.java");
    }

    @ParameterizedTest
    @ValueSource(strings = {"feature/login", "feature%2Flogin"})
    void findsABranchWithASlash(String branch) throws Exception {
        assertThat(page("/git/payments/web/src/branch/" + branch + "/src"))
                .contains("/src/branch/feature%2Flogin/src/Main%20file.java");
    }

    @Test
    void showsWhereALinkLeadsAndDoesNotFollowIt() throws Exception {
        assertThat(page("/git/payments/web/src/branch/main/link")).contains("<pre>/etc/passwd</pre>");
        assertThat(page("/git/payments/web/raw/branch/main/link")).isEqualTo("/etc/passwd");
    }

    @Test
    void givesAFileAsItIsOnceOnly() throws Exception {
        var first = get("/git/payments/web/raw/branch/main/README.md");
        var tag = first.headers().firstValue("etag").orElseThrow();

        var second = running.edge.send(running.edge
                .request("/git/payments/web/raw/branch/main/README.md")
                .header("If-None-Match", tag));

        assertThat(first.body()).isEqualTo("# Web\n" + EVIL);
        assertThat(first.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(first.headers().firstValue("content-security-policy").orElseThrow())
                .endsWith("; sandbox");
        assertThat(tag).matches("\"[0-9a-f]{40}\"");
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
    }

    @Test
    void givesWhatIsNoTextAsBytes() throws Exception {
        assertThat(get("/git/payments/web/raw/branch/main/logo.png").headers().firstValue("content-type"))
                .hasValue("application/octet-stream");
        assertThat(page("/git/payments/web/src/branch/main/logo.png")).contains("The file is not text.");
    }

    @Test
    void showsARepositoryWithoutCommits() throws Exception {
        running.create(new RepositoryName("payments", "empty"));

        assertThat(page("/git/payments/empty")).contains("Nothing has been pushed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/git/payments/nope",
                "/git/payments/web/src/branch/nope",
                "/git/payments/web/src/branch/main/nope",
                "/git/payments/web/src/branch/",
                "/git/payments/web/raw/branch/main/src",
                "/git/payments/web/raw/branch/main",
                "/git/payments/web/src/branch/main/README.md/x"
            })
    void answers404WhereThereIsNothing(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/git", "/git/payments/web", "/git/payments/nope", "/git/payments/web/raw/branch/main/z.txt"})
    void asksForATokenWhereAnonymousReadingIsOff(String path) throws Exception {
        try (var closed = new RunningGitHost(directory, false, GitConfig.Limits.DEFAULTS)) {
            var response = closed.edge.send(closed.edge.request(path));
            var withToken = closed.edge.send(closed.edge.request(path, "a-static-token"));

            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("www-authenticate").orElseThrow())
                    .startsWith("Basic realm=");
            assertThat(withToken.statusCode()).isNotEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/git/../secret.git/info/refs?service=git-upload-pack",
                "/git/%2e%2e/secret.git/info/refs?service=git-upload-pack",
                "/git/payments/%2e%2e%2f%2e%2e%2fsecret.git/info/refs?service=git-upload-pack",
                "/git/payments%2f..%2f../secret/info/refs?service=git-upload-pack",
                "/git/payments/..%5csecret/info/refs?service=git-upload-pack",
                "/git/payments/web%00/info/refs?service=git-upload-pack",
                "/git/.new/web/info/refs?service=git-upload-pack",
                "/git/payments/web.git.git/info/refs?service=git-upload-pack",
                "/git/payments/.git/info/refs?service=git-upload-pack",
                "/git/payments/-web/info/refs?service=git-upload-pack",
                "/git/%2e/%2e%2e/secret",
                "/git/payments/web/raw/branch/main/../../../../secret.git/HEAD",
                "/git/payments/web/raw/branch/main/%2e%2e/%2e%2e/HEAD",
                "/git/payments/web/raw/branch/..%2f..%2fHEAD/x",
                "/git/payments/web/src/branch/main/%00"
            })
    void staysInsideItsDirectory(String path) throws Exception {
        Files.createDirectories(directory.resolve("secret.git"));
        Files.writeString(directory.resolve("secret.git/HEAD"), "ref: refs/heads/main\n");

        assertThat(status(path)).isIn(400, 404);
    }

    /** By hand, since Java's client tidies the path up. */
    private int status(String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), running.edge.port())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return Integer.parseInt(line.substring(9, 12));
        }
    }
}
