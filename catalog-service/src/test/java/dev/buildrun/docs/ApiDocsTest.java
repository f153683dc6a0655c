package dev.buildrun.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.api.contract.Contract;
import dev.buildrun.json.Json;
import dev.buildrun.testing.TestEdge;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiDocsTest {
    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = new TestEdge(
                new ApiDocs().mounts(false),
                (authorization, _) ->
                        authorization == null ? new Caller.Anonymous() : new Caller.Service("external:test"));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return edge.send(edge.request(path));
    }

    @ParameterizedTest
    @EnumSource
    void servesTheDocumentOfEachPluginToCallersOnly(Contract contract) throws Exception {
        var path = contract.mount() + "/openapi.json";

        var document = edge.send(edge.request(path, "any"));

        assertThat(document.statusCode()).isEqualTo(200);
        assertThat(Json.read(document.body())).isEqualTo(contract.served());
        assertThat(get(path).statusCode()).isEqualTo(401);
    }

    /** With a portal its own pages of documentation are there. */
    @Test
    void isAtDocsTooWhereNoPortalIs() throws Exception {
        assertThat(get("/docs").body()).isEqualTo(get("/openapi").body());
        assertThat(new ApiDocs().mounts(true)).noneMatch(mount -> mount.path().equals("/docs"));
    }

    @Test
    void showsEveryDocumentOnOnePage() throws Exception {
        var page = get("/openapi");

        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        for (var contract : Contract.values()) {
            assertThat(page.body()).contains("\"" + contract.mount() + "/openapi.json\"");
        }
    }

    /** The content security policy lets in no script of another host, and none that stands in the page. */
    @Test
    void takesAllThatThePageNeedsFromTheServiceItself() throws Exception {
        var page = get("/openapi").body();
        var references = page.lines()
                .filter(line -> line.contains("src=") || line.contains("rel=\"stylesheet\""))
                .map(line -> line.replaceAll(".*(?:src|href)=\"([^\"]*)\".*", "$1"))
                .toList();

        assertThat(references).hasSize(4).allSatisfy(reference -> {
            assertThat(reference).startsWith("/openapi/");
            assertThat(get(reference).statusCode()).isEqualTo(200);
        });
        assertThat(page).doesNotContain("http:").doesNotContain("https:").doesNotContain("onclick");
    }

    @ParameterizedTest
    @ValueSource(strings = {"page.html", "nothing.js", "..%2Fpage.js", "swagger-ui.css.map"})
    void hasNoOtherFile(String name) throws Exception {
        assertThat(get("/openapi/" + name).statusCode()).isEqualTo(404);
    }

    @Test
    void sendsAFileAgainOnlyWhenItIsAnotherOne() throws Exception {
        var first = get("/openapi/swagger-ui-bundle.js");
        var tag = first.headers().firstValue("etag").orElseThrow();

        var again = edge.send(edge.request("/openapi/swagger-ui-bundle.js").header("If-None-Match", tag));

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(first.headers().firstValue("content-type")).hasValue("text/javascript; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"readiness", "liveness"})
    void isHealthy(String probe) throws Exception {
        assertThat(get("/.backstage/health/v1/" + probe).body()).isEqualTo("{\"status\":\"ok\"}");
    }
}
