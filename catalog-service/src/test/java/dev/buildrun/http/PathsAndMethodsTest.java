package dev.buildrun.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests as they stand on the wire, since a client would not send some of them. */
class PathsAndMethodsTest {
    private static final String END = String.valueOf(new char[] {13, 10});
    private static HttpEdge edge;

    @BeforeAll
    static void start() {
        var readiness = new Readiness();
        readiness.ready();
        var routes = List.of(
                Route.fromMemory("GET", "/things/:name", PathsAndMethodsTest::echo),
                Route.fromMemory("DELETE", "/things/:name", _ -> Response.empty(204)),
                Route.fromMemory("POST", "/json", request -> Response.json(request.json())),
                Route.fromMemory("GET", "/keys", _ -> Response.text(200, "text/plain", "keys"))
                        .tokenless());
        edge = HttpEdge.start(
                HttpConfig.loopback(0),
                List.of(Mount.plugin("things", routes)),
                (authorization, _) -> switch (String.valueOf(authorization)) {
                    case "good" -> new Caller.Service("external:test");
                    case "null" -> new Caller.Anonymous();
                    default -> throw ServiceException.of(ErrorKind.AUTHENTICATION, "Illegal token");
                },
                readiness);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static Response echo(Request request) {
        return Response.json(Json.object().put("name", request.pathParameter("name")));
    }

    private static String send(String requestLine, String... headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            var lines = new ArrayList<>(List.of(requestLine + " HTTP/1.1", "Host: localhost", "Connection: close"));
            lines.addAll(List.of(headers));
            var head = String.join(END, lines) + END + END;
            socket.getOutputStream().write(head.getBytes(ISO_8859_1));
            var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return reader.lines().collect(Collectors.joining(System.lineSeparator()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /api/things/things/%E0%A4%A | good | 400",
                "GET /api/things/things/%zz      | good | 400",
                "GET /api/things/things/%FF      | good | 400",
                "GET /api/things/things/%zz      | none | 401",
                "GET /api/things/nope/%zz        | good | 404",
                "GET /api/things/things/a%2Fb    | good | 200",
                "GET /api/things/things/%EF%BF%BD | good | 200",
                "GET /API/Things/THINGS/a/       | good | 200",
                "GET /api/things/things/a//      | good | 404",
                "GET /api/things                 | good | 404",
                "GET /api/things//things/a       | good | 404",
                "GET /api/nope                   | none | 404",
                "GET /api                        | none | 404",
                "PUT /api/things/things/a        | good | 404",
                "PATCH /api/things/things/a      | good | 404",
                "GET /api/things/json            | good | 404",
                "HEAD /api/things/things/a       | good | 200",
                "HEAD /api/things/json           | good | 404",
            })
    void answers(String requestLine, String token, int status) throws IOException {
        var answer = token.equals("none") ? send(requestLine) : send(requestLine, "Authorization: " + token);

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void saysThatAPathIsMalformedAsTheOriginalDoes() throws IOException {
        assertThat(send("GET /api/things/things/%zz?x=%zz", "Authorization: good"))
                .contains("\"name\":\"InputError\",\"message\":\"malformed uri'\"")
                .contains("\"url\":\"/things/%zz?x=%zz\"");
    }

    @Test
    void has404WithoutABody() throws IOException {
        var answer = send("PATCH /api/things/things/a", "Authorization: good");

        assertThat(answer).contains("content-length: 0").endsWith(System.lineSeparator());
    }

    @Test
    void namesTheMethodsOfAKnownPathToACallerWhoIsKnown() throws IOException {
        assertThat(send("OPTIONS /api/things/things/a", "Authorization: good"))
                .startsWith("HTTP/1.1 200 ")
                .contains("Allow: DELETE,GET,HEAD")
                .endsWith("DELETE,GET,HEAD");
        assertThat(send("OPTIONS /api/things/things/a")).startsWith("HTTP/1.1 401 ");
        assertThat(send("OPTIONS /api/things/nope", "Authorization: good")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void looksAtNoTokenWhereNoneIsNeeded() throws IOException {
        assertThat(send("GET /api/things/keys", "Authorization: bad")).startsWith("HTTP/1.1 200 ");
        assertThat(send("GET /api/things/things/a", "Authorization: bad")).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void givesTheWholeBodyToACallerWhoWantsAFreshOne() throws IOException {
        var known = "If-None-Match: *";

        assertThat(send("GET /api/things/things/a", "Authorization: good", known))
                .startsWith("HTTP/1.1 304 ");
        assertThat(send("GET /api/things/things/a", "Authorization: good", known, "Cache-Control: no-cache"))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                     | unsupported media type undefined",
                "text/plain                           | unsupported media type text/plain",
                "application/vnd.api+json             | unsupported media type application/vnd.api+json",
                "application/json; charset=latin1     | unsupported charset \"LATIN1\"",
            })
    void takesNothingButJson(String type, String message) throws IOException {
        var header = type == null ? "X-Nothing: 1" : "Content-Type: " + type;

        var answer = send("POST /api/things/json", "Authorization: good", header, "Content-Length: 0");

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains(message.replace("\"", "\\\""));
    }

    @ParameterizedTest
    @CsvSource({"utf-16,7B007D00", "utf-16,FEFF007B007D", "utf-16le,7B007D00", "utf-16be,007B007D"})
    void takesEveryEncodingOfUnicode(String charset, String body) throws IOException {
        var bytes = new String(HexFormat.of().parseHex(body), ISO_8859_1);

        var answer = send(
                "POST /api/things/json",
                "Authorization: good",
                "Content-Type: application/json; charset=" + charset,
                "Content-Length: " + bytes.length() + END + END + bytes);

        assertThat(answer).endsWith("{}");
    }

    @Test
    void saysWhatItReadWhereTheEncodingIsNotTheOneThatWasSaid() throws IOException {
        var answer = send(
                "POST /api/things/json",
                "Authorization: good",
                "Content-Type: application/json; charset=utf-16",
                "Content-Length: 2" + END + END + "{}");

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("Unexpected token '\u7d7b'");
    }

    @Test
    void takesAnEmptyBodyOfTypeJsonForAnEmptyObject() throws IOException {
        assertThat(send(
                        "POST /api/things/json",
                        "Authorization: good",
                        "Content-Type: application/json; charset=utf-8",
                        "Content-Length: 0"))
                .endsWith("{}");
    }
}
