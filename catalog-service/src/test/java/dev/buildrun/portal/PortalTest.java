package dev.buildrun.portal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.api.contract.CheckedHttpClient;
import dev.buildrun.http.HttpConfig;
import dev.buildrun.http.HttpEdge;
import dev.buildrun.http.Readiness;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortalTest {
    private static final String SCRIPT = "/static/main.0123456789ab.js";
    private static final String TEMPLATE = """
            <!doctype html>
            <html lang="en">
              <head>
                <link rel="icon" href="<%= publicPath %>/favicon.svg" />
                <title><%= config.getOptionalString('app.title') ?? 'Portal' %></title>
              <meta name="backstage-public-path" content="<%= publicPath %>/"><script defer src="<%= publicPath %>/static/main.0123456789ab.js"></script></head>
              <body><div id="root"></div></body>
            </html>
            """;
    private static final String SCHEMA = """
            {"schemas": [{"value": {"properties": {
              "app": {"properties": {"title": {"visibility": "frontend"}, "baseUrl": {"visibility": "frontend"}}},
              "backend": {"properties": {"baseUrl": {"visibility": "frontend"}}}}}}]}
            """;
    private static final HttpClient CLIENT = CheckedHttpClient.create();

    @TempDir
    Path temporary;

    private Path dist;
    private HttpEdge edge;

    @BeforeEach
    void start() throws IOException {
        dist = Files.createDirectories(temporary.resolve("dist"));
        edge = serve("app: {title: Shop, baseUrl: 'http://localhost:7007'}");
    }

    private HttpEdge serve(String configuration) {
        var portal = new Portal(new PortalConfig(dist, Yaml.read(configuration)));
        return HttpEdge.start(
                HttpConfig.loopback(0), List.of(portal.mount()), (_, _) -> new Caller.Anonymous(), new Readiness());
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private void build() throws IOException {
        write("index.html", "the page of the build, which nobody sees");
        write("index.html.tmpl", TEMPLATE);
        write(".config-schema.json", SCHEMA);
        write("favicon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        write(SCRIPT.substring(1), "console.log('main');\n".repeat(1_000));
    }

    private Path write(String name, String content) throws IOException {
        var file = dist.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path));
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        var request = headers.length == 0 ? request(path) : request(path).headers(headers);
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("absent");
    }

    @Test
    void fillsAddressesTitleAndConfigurationIntoThePage() throws Exception {
        build();

        var page = get("/");

        assertThat(page.body())
                .contains("<title>Shop</title>", "href=\"/favicon.svg\"", "content=\"/\"", "src=\"" + SCRIPT + "\"")
                .doesNotContain("<%");
        assertThat(configOf(page.body()))
                .isEqualTo("[{\"context\":\"app\",\"data\":{\"app\":{\"title\":\"Shop\",\"baseUrl\":"
                        + "\"http://localhost:7007\"},\"backend\":{\"baseUrl\":\"http://localhost:7007\"},"
                        + "\"organization\":{\"name\":\"Shop\"}}}]");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(page, "cache-control")).isEqualTo("no-store, max-age=0");
        assertThat(header(page, "x-frame-options")).isEqualTo("DENY");
    }

    private static String configOf(String page) {
        var from = "<script type=\"backstage.io/config\">";
        var start = page.indexOf(from) + from.length();
        return page.substring(start, page.indexOf("</script>", start)).strip();
    }

    @Test
    void putsThePathOfTheAddressBeforeEveryFile() throws Exception {
        build();
        stop();
        edge = serve("app: {baseUrl: 'https://shop.example/portal/'}");

        assertThat(get("/").body())
                .contains("src=\"/portal" + SCRIPT + "\"", "content=\"/portal/\"", "<title>Buildrun</title>");
    }

    @Test
    void showsNothingOfTheConfigurationBesideWhatTheSchemaShows() throws Exception {
        build();
        stop();
        edge = serve("{app: {title: Shop}, backend: {baseUrl: 'http://b', database: {password: hunter2}}}");

        assertThat(get("/").body()).contains("\"http://b\"").doesNotContain("hunter2", "database");
    }

    @Test
    void takesOneAddressForBothWhereOnlyOneIsGiven() throws Exception {
        build();
        stop();
        edge = serve("backend: {baseUrl: 'https://shop.example'}");
        var backendOnly = Json.read(configOf(get("/").body())).at("/0/data");
        stop();
        edge = serve("{}");
        var none = Json.read(configOf(get("/").body())).at("/0/data");

        assertThat(backendOnly.at("/app/baseUrl").asString()).isEqualTo("https://shop.example");
        assertThat(none.at("/app/baseUrl").asString()).isEqualTo("http://localhost:7007");
        assertThat(none.at("/backend/baseUrl").asString()).isEqualTo("http://localhost:7007");
    }

    @Test
    void letsNoValueEndTheScript() throws Exception {
        build();
        stop();
        edge = serve("app: {title: '</script><script>alert(1)</script><!--'}");

        var page = get("/").body();

        assertThat(page).doesNotContain("<script>alert", "<!--");
        assertThat(Json.read(configOf(page)).at("/0/data/app/title").asString())
                .isEqualTo("</script><script>alert(1)</script><!--");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/catalog", "/catalog/default/component/a.b", "/index.html", "/create?x=1", "/favicon.png"})
    void answersEveryOtherPathWithThePage(String path) throws Exception {
        build();

        var page = get(path, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<div id=\"root\">", "backstage.io/config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/nope/x", "/API/nope", "/%61pi/nope", "/.backstage/nope", "/static/nope.js"})
    void hasNoPageForWhatIsNotThePortals(String path) throws Exception {
        build();

        var response = get(path);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void hasNoPageForAProgramThatWantsSomethingElse() throws Exception {
        build();

        assertThat(get("/catalog", "Accept", "application/json").statusCode()).isEqualTo(404);
        assertThat(get("/catalog").statusCode()).isEqualTo(200);
    }

    @Test
    void letsBrowsersKeepFilesWhoseNamesCarryAHash() throws Exception {
        build();

        var script = get(SCRIPT);
        var icon = get("/favicon.svg");

        assertThat(script.body()).startsWith("console.log('main');").hasSize(21_000);
        assertThat(header(script, "content-type")).isEqualTo("application/javascript; charset=UTF-8");
        assertThat(header(script, "cache-control")).isEqualTo("public, max-age=1209600");
        assertThat(header(script, "x-frame-options")).isEqualTo("DENY");
        assertThat(header(icon, "content-type")).isEqualTo("image/svg+xml");
        assertThat(header(icon, "cache-control")).isEqualTo("public, max-age=0");
    }

    @Test
    void compressesForThoseWhoTakeIt() throws Exception {
        build();

        var request =
                request(SCRIPT).header("Accept-Encoding", "br, gzip;q=0.8").build();
        var compressed = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());

        assertThat(header(compressed, "content-encoding")).isEqualTo("gzip");
        assertThat(header(compressed, "vary")).isEqualTo("Accept-Encoding");
        assertThat(compressed.body()).hasSizeLessThan(2_000);
        try (var gzip = new GZIPInputStream(new java.io.ByteArrayInputStream(compressed.body()))) {
            assertThat(new String(gzip.readAllBytes(), UTF_8))
                    .isEqualTo(get(SCRIPT).body());
        }
        assertThat(header(get(SCRIPT, "Accept-Encoding", "gzip;q=0"), "content-encoding"))
                .isNotEqualTo("gzip");
    }

    @Test
    void answers304ToThoseWhoHaveTheFile() throws Exception {
        build();
        var tag = header(get(SCRIPT), "etag");

        var known = get(SCRIPT, "If-None-Match", tag);
        var other = get(SCRIPT, "If-None-Match", "W/\"other\"");

        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(header(known, "etag")).isEqualTo(tag);
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/static/..%2f..%2fsecret.txt",
                "/static/%2e%2e/%2e%2e/secret.txt",
                "/..%2fsecret.txt",
                "/static/..%5c..%5csecret.txt",
                "/%2fetc%2fpasswd",
                "/static/main.0123456789ab.js%00.txt",
                "/.config-schema.json",
                "/.hidden/file.txt",
                "/index.html.tmpl",
                "/static/link.txt",
                "/linked/secret.txt",
                "/static"
            })
    void givesNoFileThatIsNotPartOfThePortal(String path) throws Exception {
        build();
        write(".hidden/file.txt", "hidden");
        var secret = Files.writeString(temporary.resolve("secret.txt"), "outside");
        Files.createSymbolicLink(dist.resolve("static/link.txt"), secret);
        Files.createSymbolicLink(dist.resolve("linked"), temporary);

        var answer = get(path);

        assertThat(answer.body()).doesNotContain("outside", "hidden", "root:", "<%", "schemas");
        assertThat(answer.statusCode()).isEqualTo(path.startsWith("/static") ? 404 : 200);
    }

    @Test
    void takesUpANewBuildWithoutARestart() throws Exception {
        build();
        var before = get("/");
        var icon = header(get("/favicon.svg"), "etag");
        var later = FileTime.from(Instant.parse("2100-01-01T00:00:00Z"));

        Files.setLastModifiedTime(write("index.html.tmpl", TEMPLATE.replace("0123456789ab", "ba9876543210")), later);
        Files.setLastModifiedTime(write("favicon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" />"), later);
        write("static/main.ba9876543210.js", "console.log('new');");

        assertThat(before.body()).contains("main.0123456789ab.js");
        assertThat(get("/").body()).contains("main.ba9876543210.js");
        assertThat(get("/static/main.ba9876543210.js").body()).isEqualTo("console.log('new');");
        assertThat(header(get("/favicon.svg"), "etag")).isNotEqualTo(icon);
    }

    @Test
    void saysHowToBuildThePortalWhileThereIsNone() throws Exception {
        var page = get("/catalog");
        var program = get("/catalog", "Accept", "application/json");

        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("<code>deploy/portal/build</code>");
        assertThat(header(page, "content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(page, "cache-control")).isEqualTo("no-store, max-age=0");
        assertThat(program.body()).isEmpty();

        build();

        assertThat(get("/catalog").body()).contains("<div id=\"root\">");
    }

    @Test
    void refusesATemplateWithLogicItDoesNotKnow() throws Exception {
        build();
        write("index.html.tmpl", TEMPLATE.replace("publicPath", "config.has('a') && publicPath"));

        assertThat(get("/").statusCode()).isEqualTo(500);
    }

    @Test
    void takesNothingButReads() throws Exception {
        build();

        var post = CLIENT.send(
                request("/catalog").POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
        var head = CLIENT.send(
                request(SCRIPT)
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(post.statusCode()).isEqualTo(404);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "content-length")).isEqualTo("21000");
    }
}
