package dev.buildrun.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The check finds what is wrong: a check that finds nothing would let everything pass. */
class ExchangeCheckTest {
    private static final String JSON = "application/json; charset=utf-8";
    private static final String LOCATION =
            "{\"id\":\"4d5bd8f4-7f4e-4f6c-9d0d-4e3a0b5bbf5c\",\"type\":\"url\",\"target\":\"https://example.com\","
                    + "\"entityRef\":\"location:default/x\"}";
    private static final String REFUSAL =
            "{\"error\":{\"name\":\"InputError\",\"message\":\"no\"},\"request\":{\"method\":\"GET\",\"url\":\"/x\"},"
                    + "\"response\":{\"statusCode\":400}}";

    private static List<String> get(String target, int status, String body) {
        return exchange("GET", target, null, status, JSON, body);
    }

    private static List<String> exchange(
            String method, String target, @Nullable String sent, int status, @Nullable String type, String body) {
        var parts = target.split("\\?", 2);
        Map<String, List<String>> headers =
                type == null ? Map.of() : Map.of("content-type", List.of(type), "buildrun-position", List.of("7"));
        return ExchangeCheck.faults(new Exchange(
                method,
                parts[0],
                parts.length == 1 ? null : parts[1],
                sent == null ? "" : sent,
                new Exchange.Answer(status, headers, body)));
    }

    @Nested
    class TheAnswer {
        @Test
        void passesWhenItIsAsDocumented() {
            assertThat(get("/api/catalog/locations/1", 200, LOCATION)).isEmpty();
            assertThat(get("/api/catalog/locations/1", 400, REFUSAL)).isEmpty();
        }

        @Test
        void isFoundWithAMissingField() {
            assertThat(get("/api/catalog/locations/1", 200, LOCATION.replace("\"type\":\"url\",", "")))
                    .first()
                    .asString()
                    .contains("the answer's body", "required property 'type'");
        }

        @Test
        void isFoundWithAFieldThatNobodyDocumented() {
            assertThat(get("/api/catalog/locations", 200, "[{\"data\":" + LOCATION.replace("{", "{\"more\":1,") + "}]"))
                    .first()
                    .asString()
                    .contains("/0/data", "'more'");
        }

        @Test
        void isFoundWithAWrongTypeDeepInside() {
            var page =
                    "{\"items\":[{\"kind\":\"Component\",\"metadata\":{\"labels\":{\"a\":1}}}],\"totalItems\":1,\"pageInfo\":{}}";

            assertThat(get("/api/catalog/entities/by-query", 200, page))
                    .first()
                    .asString()
                    .contains("/items/0/metadata/labels/a");
        }

        @Test
        void isFoundWhenItIsNoJson() {
            assertThat(get("/api/catalog/locations", 200, "oops"))
                    .singleElement()
                    .asString()
                    .contains("no JSON", "oops");
        }

        @Test
        void isFoundWithAStatusThatNobodyDocumented() {
            assertThat(get("/api/catalog/locations", 202, "[]")).containsExactly("the status 202 is not documented");
        }

        @Test
        void isFoundWhenTheErrorDoesNotFitTheStatus() {
            assertThat(get("/api/catalog/locations/1", 404, REFUSAL)).isNotEmpty();
        }

        @Test
        void isFoundWithAnotherContentType() {
            assertThat(exchange("GET", "/api/catalog/locations", null, 200, "text/html", "<p>"))
                    .singleElement()
                    .asString()
                    .contains("text/html");
        }

        @Test
        void isFoundWithABodyWhereThereShouldBeNone() {
            assertThat(exchange("DELETE", "/api/catalog/locations/1", null, 204, null, "gone"))
                    .containsExactly("no body is documented, found gone");
        }

        @Test
        void isFoundWithoutARequiredHeader() {
            var answer = new Exchange.Answer(200, Map.of("content-type", List.of(JSON)), "[]");

            assertThat(ExchangeCheck.faults(new Exchange("GET", "/api/catalog/entities", null, "", answer)))
                    .containsExactly("expected the header Buildrun-Position in the answer");
        }
    }

    @Nested
    class TheRequest {
        @Test
        void passesWhenItWasRefusedHoweverWrongItIs() {
            assertThat(get("/api/catalog/entities?colour=red&limit=x", 400, REFUSAL))
                    .isEmpty();
        }

        @Test
        void isFoundWithAParameterThatNobodyDocumented() {
            assertThat(get("/api/catalog/entities?colour=red", 200, "[]"))
                    .containsExactly("the query parameter colour is not documented and was accepted");
        }

        @Test
        void isFoundWithAParameterOfTheWrongForm() {
            assertThat(get("/api/catalog/entities?limit=many", 200, "[]"))
                    .singleElement()
                    .asString()
                    .contains("limit");
        }

        @Test
        void isFoundWithoutARequiredParameter() {
            assertThat(get("/api/catalog/entity-facets", 200, "{\"facets\":{}}"))
                    .containsExactly("the parameter facet is required and its absence was accepted");
        }

        @Test
        void isFoundWithABodyThatShouldHaveBeenRefused() {
            assertThat(exchange("POST", "/api/catalog/refresh", "{\"entityRef\":1}", 200, null, ""))
                    .first()
                    .asString()
                    .contains("the request's body at /entityRef");
        }
    }

    @Nested
    class WhatHasNoDocument {
        @Test
        void passesWhenItIsNotThere() {
            assertThat(get("/api/catalog/nothing", 404, "")).isEmpty();
            assertThat(get("/api/nothing/x", 404, "")).isEmpty();
        }

        @Test
        void isFoundWhenItAnswers() {
            assertThat(get("/api/catalog/nothing", 200, "{}"))
                    .singleElement()
                    .asString()
                    .contains("no document has");
            assertThat(get("/api/nothing/x", 200, "{}")).isNotEmpty();
            assertThat(exchange("PATCH", "/api/catalog/entities", "{}", 200, JSON, "{}"))
                    .isNotEmpty();
        }

        @Test
        void passesWhenItIsAPageOrAFile() {
            assertThat(exchange("GET", "/catalog/default/component/x", null, 200, "text/html", "<html>"))
                    .isEmpty();
        }
    }

    /** A server that answers anything with the same. */
    private static HttpServer server(String body) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", JSON);
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void theClientFailsOnTheFirstExchangeThatIsNotAsDocumented() throws Exception {
        var server = server("[{\"data\":{\"id\":1}}]");
        try (var client = CheckedHttpClient.create()) {
            var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/catalog/locations");
            var request = HttpRequest.newBuilder(uri).build();

            assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("GET /api/catalog/locations -> 200 is not as documented")
                    .hasMessageContaining("/0/data/id");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void coverageKnowsWhatWasAskedForWithSuccessOnly() throws Exception {
        var server = server("{\"status\":\"ok\"}");
        assertThat(Coverage.missing()).extracting(Operation::id).contains("GetLiveness", "GetReadiness");
        try (var client = CheckedHttpClient.create()) {
            var uri =
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/.backstage/health/v1/liveness");
            client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());

            assertThat(Coverage.missing())
                    .extracting(Operation::id)
                    .contains("GetReadiness", "GetEntities")
                    .doesNotContain("GetLiveness", "Autocomplete");
        } finally {
            server.stop(0);
        }
    }
}
