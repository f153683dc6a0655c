package dev.buildrun.techdocs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Access;
import dev.buildrun.access.http.PluginAuthRoutes;
import dev.buildrun.catalog.process.SourceUrls;
import dev.buildrun.json.Json;
import dev.buildrun.testing.TestEdge;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class TechDocsRoutesTest {
    private static final String BASE = "/api/techdocs";
    private static final String ORDERS = BASE + "/static/docs/default/component/orders";
    private static final String SECRETS = BASE + "/static/docs/default/component/secrets";

    @TempDir
    Path folder;

    private final Map<String, ObjectNode> readable = new HashMap<>();
    private final Access access = new Access();
    private final String jane = access.tokens.forUser("user:default/jane");
    private Path docs = Path.of("");
    private TestEdge edge = edge(null, false);

    private TestEdge edge(@Nullable Path directory, boolean keepsCase) {
        return new TestEdge(
                List.of(
                        new TechDocsRoutes(
                                        new PublishedDocs(directory, keepsCase),
                                        (_, ref) -> Optional.ofNullable(readable.get(ref))
                                                .map(ObjectNode::deepCopy),
                                        new UrlsOfOneHost())
                                .mount(),
                        new PluginAuthRoutes(access.config, access.keys, access.tokens, access.clock)
                                .mount("techdocs")),
                access.authenticator);
    }

    /** Resolves as any host does whose pages are files. */
    private record UrlsOfOneHost() implements SourceUrls {
        @Override
        public String resolve(String url, String base) {
            return URI.create(base).resolve(url).toString();
        }

        @Override
        public Optional<String> editUrl(String url) {
            return Optional.empty();
        }

        @Override
        public Optional<String> folderUrl(String url) {
            return Optional.empty();
        }

        @Override
        public Optional<String> repository(String url) {
            return Optional.empty();
        }
    }

    @BeforeEach
    void publish() throws Exception {
        docs = Files.createDirectory(folder.resolve("docs"));
        write("default/component/orders/index.html", "<h1>Orders</h1>");
        write("default/component/orders/how to/index.html", "<h1>How to</h1>");
        write("default/component/orders/techdocs_metadata.json", "{\"site_name\":\"Orders\"}");
        write("default/component/secrets/index.html", "<h1>Secrets</h1>");
        write("default/index.html", "<h1>Nobody's</h1>");
        Files.writeString(folder.resolve("outside.html"), "<h1>Outside</h1>");
        readable.put("component:default/orders", entity("orders", "url:https://example.org/orders/"));
        restart(docs, false);
    }

    private void restart(@Nullable Path directory, boolean keepsCase) {
        edge.close();
        edge = edge(directory, keepsCase);
    }

    @AfterEach
    void stop() {
        edge.close();
        access.close();
    }

    private void write(String path, String text) throws Exception {
        var file = docs.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static ObjectNode entity(String name, String docs) {
        var entity = Json.object().put("apiVersion", "backstage.io/v1alpha1").put("kind", "Component");
        entity.putObject("metadata")
                .put("name", name)
                .put("namespace", "default")
                .putObject("annotations")
                .put("backstage.io/techdocs-ref", docs);
        return entity;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return edge.send(edge.request(path, jane));
    }

    private static String error(HttpResponse<String> answer) {
        return answer.statusCode() + " "
                + Json.read(answer.body()).path("error").path("message").asString();
    }

    private static String location(HttpResponse<String> answer) {
        return answer.statusCode() + " "
                + answer.headers().firstValue("location").orElse("");
    }

    @Test
    void givesAPageAsTextThatNoBrowserRuns() throws Exception {
        var page = get(ORDERS + "/index.html");

        assertThat(page.body()).isEqualTo("<h1>Orders</h1>");
        assertThat(page.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(page.headers().firstValue("cache-control")).contains("private, max-age=0");
    }

    @ParameterizedTest
    @CsvSource({
        "a.css, text/css; charset=utf-8",
        "a.js, application/javascript; charset=utf-8",
        "a.PNG, image/png",
        "a.svg, text/plain; charset=utf-8",
        "a.xhtml, text/plain; charset=utf-8",
        "sitemap.xml, text/plain; charset=utf-8",
        "site.webmanifest, text/plain; charset=utf-8",
        "LICENSE, text/plain; charset=utf-8",
        "a.whatever, text/plain; charset=utf-8",
        "search_index.json, application/json; charset=utf-8",
        "a.woff2, font/woff2",
    })
    void givesFilesTheTypesOfBackstagesPublishers(String name, String type) throws Exception {
        write("default/component/orders/assets/" + name, "{}");

        var file = get(ORDERS + "/assets/" + name);

        assertThat(file.headers().firstValue("content-type")).contains(type);
    }

    @Test
    void leadsToTheOneAddressOfAPage() throws Exception {
        assertThat(location(get(BASE + "/static/docs/default/Component/Orders/how%20to/index.html?x=1")))
                .isEqualTo("301 " + ORDERS + "/how%20to/index.html");
        assertThat(location(get(ORDERS))).isEqualTo("301 " + ORDERS + "/");
        assertThat(location(get(ORDERS + "/how%20to"))).isEqualTo("301 " + ORDERS + "/how%20to/");
        assertThat(get(ORDERS + "/how%20to/").body()).isEqualTo("<h1>How to</h1>");
        assertThat(get(ORDERS + "/").body()).isEqualTo("<h1>Orders</h1>");
    }

    @Test
    void saysWhenAPageIsNotThere() throws Exception {
        Files.createDirectory(docs.resolve("default/component/orders/empty"));

        assertThat(error(get(ORDERS + "/nothing.html")))
                .isEqualTo("404 Content not found for component:default/orders");
        assertThat(error(get(ORDERS + "/empty/"))).isEqualTo("404 Content not found for component:default/orders");
        assertThat(error(get(ORDERS + "/index.html/"))).isEqualTo("404 Content not found for component:default/orders");
    }

    @Test
    void tellsNothingOfWhatTheCallerMayNotRead() throws Exception {
        var hidden = error(get(SECRETS + "/index.html"));
        var absent = error(get(BASE + "/static/docs/default/component/absent/index.html"));

        assertThat(hidden.replace("secrets", "absent")).isEqualTo(absent);
        assertThat(hidden).isEqualTo("404 Entity not found for component:default/secrets");
        assertThat(error(get(BASE + "/metadata/techdocs/default/component/secrets")))
                .isEqualTo("404 Unable to get metadata for 'component:default/secrets'");
        assertThat(error(get(BASE + "/metadata/entity/default/component/secrets")))
                .isEqualTo("404 Unable to get metadata for 'component:default/secrets'");
        assertThat(error(get(BASE + "/sync/default/component/secrets"))).isEqualTo("404 Entity metadata UID missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..%2Fsecrets%2Findex.html",
                "/%2e%2e/secrets/index.html",
                "/how%20to/..%2F..%2Fsecrets/index.html",
                "/..%5Csecrets%5Cindex.html",
                "/..%2F..%2F..%2F..%2Foutside.html",
                "/%2Fetc%2Fpasswd",
                "//etc/passwd",
                "/index.html%00.png",
                "/.hidden",
                "/how%20to//index.html",
            })
    void staysInTheFolderOfTheEntity(String path) throws Exception {
        write("default/component/orders/.hidden", "hidden");

        assertThat(get(ORDERS + path).statusCode()).isEqualTo(404);
    }

    @Test
    void followsNoLinkOutOfTheFolderOfTheEntity() throws Exception {
        var orders = docs.resolve("default/component/orders");
        Files.createSymbolicLink(orders.resolve("other.html"), docs.resolve("default/component/secrets/index.html"));
        Files.createSymbolicLink(orders.resolve("others"), docs.resolve("default/component/secrets"));
        Files.createSymbolicLink(orders.resolve("outside.html"), folder.resolve("outside.html"));
        Files.createSymbolicLink(orders.resolve("techdocs.html"), orders.resolve("index.html"));

        assertThat(get(ORDERS + "/other.html").statusCode()).isEqualTo(404);
        assertThat(get(ORDERS + "/others/index.html").statusCode()).isEqualTo(404);
        assertThat(get(ORDERS + "/outside.html").statusCode()).isEqualTo(404);
        assertThat(get(ORDERS + "/techdocs.html").body()).isEqualTo("<h1>Orders</h1>");
    }

    @Test
    void takesABuildThatIsPutInPlaceByALink() throws Exception {
        write("builds/7/index.html", "<h1>Build 7</h1>");
        Files.createSymbolicLink(docs.resolve("default/component/linked"), docs.resolve("builds/7"));
        Files.createSymbolicLink(docs.resolve("default/component/foreign"), folder);
        readable.put("component:default/linked", entity("linked", "dir:."));
        readable.put("component:default/foreign", entity("foreign", "dir:."));

        assertThat(get(BASE + "/static/docs/default/component/linked/index.html")
                        .body())
                .isEqualTo("<h1>Build 7</h1>");
        assertThat(get(BASE + "/static/docs/default/component/foreign/outside.html")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void sendsAPageOnceWhileItIsTheSame() throws Exception {
        var tag = get(ORDERS + "/index.html").headers().firstValue("etag").orElseThrow();
        var again = edge.send(edge.request(ORDERS + "/index.html", jane).header("If-None-Match", tag));
        write("default/component/orders/index.html", "<h1>Orders, but newer</h1>");
        var changed = edge.send(edge.request(ORDERS + "/index.html", jane).header("If-None-Match", tag));

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(changed.body()).isEqualTo("<h1>Orders, but newer</h1>");
    }

    @Test
    void sendsALargeFileWhole() throws Exception {
        var large = "lavender ".repeat(300_000);
        write("default/component/orders/large.txt", large);

        assertThat(get(ORDERS + "/large.txt").body()).isEqualTo(large);
    }

    @Test
    void letsABrowserReadWithTheCookieAlone() throws Exception {
        var given = get(BASE + "/.backstage/auth/v1/cookie");
        var cookie = given.headers().firstValue("set-cookie").orElseThrow().replaceFirst(";.*", "");

        var page = edge.send(edge.request(ORDERS + "/index.html").header("Cookie", cookie));
        var metadata = edge.send(edge.request(BASE + "/metadata/techdocs/default/component/orders")
                .header("Cookie", cookie));

        assertThat(page.body()).isEqualTo("<h1>Orders</h1>");
        assertThat(metadata.statusCode()).isEqualTo(401);
    }

    @Test
    void saysWhatTheBuilderHasLeft() throws Exception {
        write("default/component/broken/techdocs_metadata.json", "{\"site_name\":");
        readable.put("component:default/broken", entity("broken", "dir:."));

        var metadata = get(BASE + "/metadata/techdocs/default/Component/orders");

        assertThat(metadata.body()).isEqualTo("{\"site_name\":\"Orders\"}");
        assertThat(error(get(BASE + "/metadata/techdocs/default/component/broken")))
                .isEqualTo("404 Unable to get metadata for 'component:default/broken'");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "url:https://example.org/orders/, none, url https://example.org/orders/",
                "dir:., url:https://example.org/shop/catalog-info.yaml, url https://example.org/shop/",
                "dir:docs, file:/srv/shop/catalog-info.yaml, dir /srv/shop/docs",
                "dir:../secret, file:/srv/shop/catalog-info.yaml, none",
                "dir:., none, none",
                "dir:., bootstrap:x, none",
                "url:javascript:alert(1), none, none",
                "https://example.org/orders/, none, none",
                "nothing, none, none",
            })
    void saysWhereTheSourcesAre(String annotation, String origin, String expected) throws Exception {
        var entity = entity("placed", annotation);
        if (origin != null) {
            entity.withObject("/metadata/annotations").put("backstage.io/managed-by-location", origin);
        }
        readable.put("component:default/placed", entity);

        var answer = get(BASE + "/metadata/entity/default/component/placed");
        var location = Json.read(answer.body()).path("locationMetadata");

        if (expected == null) {
            assertThat(error(answer)).isEqualTo("404 Unable to get metadata for 'component:default/placed'");
        } else {
            assertThat(location.path("type").asString() + " "
                            + location.path("target").asString())
                    .isEqualTo(expected);
            assertThat(Json.read(answer.body()).path("metadata")).isEqualTo(entity.path("metadata"));
        }
    }

    @Test
    void neverBuilds() throws Exception {
        var events = get(BASE + "/sync/default/component/orders");

        assertThat(events.body()).isEqualTo("event: finish\ndata: {\"updated\":false}\n\n");
        assertThat(events.headers().firstValue("content-type")).contains("text/event-stream");
    }

    @Test
    void findsFoldersInTheCaseThatTheyWereWrittenIn() throws Exception {
        write("default/Component/Orders/index.html", "<h1>As it was written</h1>");
        restart(docs, true);

        assertThat(get(BASE + "/static/docs/default/Component/Orders/index.html")
                        .body())
                .isEqualTo("<h1>As it was written</h1>");
    }

    @Test
    void hasNothingWhereNothingIsPublished() throws Exception {
        restart(null, false);

        assertThat(get(ORDERS + "/index.html").statusCode()).isEqualTo(404);
        assertThat(get(BASE + "/metadata/techdocs/default/component/orders").statusCode())
                .isEqualTo(404);
    }
}
