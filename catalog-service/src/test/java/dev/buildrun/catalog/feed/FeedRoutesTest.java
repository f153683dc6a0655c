package dev.buildrun.catalog.feed;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.api.contract.CheckedHttpClient;
import dev.buildrun.http.Mount;
import dev.buildrun.json.Json;
import dev.buildrun.testing.EntityBuilder;
import dev.buildrun.testing.TestEdge;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The real routes over HTTP, with a tail that looks by itself. */
class FeedRoutesTest {
    private static final Pace QUICK = new Pace(Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofSeconds(1));

    private final FollowedCatalog followed = new FollowedCatalog(FeedTail.Room.USUAL);
    private final ClaimLoop loop = ClaimLoop.start("feed-tail", followed.tail, new WakeUp(), QUICK);
    /** Its streams are left open, so it can't be closed in good order. */
    private final HttpClient unchecked = HttpClient.newHttpClient();

    private final HttpClient client = CheckedHttpClient.of(unchecked);
    private final HiddenByName hidden = new HiddenByName();
    private final TestEdge edge = start(new FeedStream.Pace(Duration.ofMillis(200), Duration.ofMinutes(5)), 3);

    private TestEdge start(FeedStream.Pace pace, int listeners) {
        var events = new CloudEvents(URI.create("https://portal.example.com"));
        var routes = new FeedRoutes(followed.tail, events, hidden.rights(), listeners, pace).routes();
        return new TestEdge(List.of(Mount.plugin("buildrun", routes)), (_, _) -> new Caller.Service("external:test"));
    }

    @AfterEach
    void stop() {
        followed.tail.close();
        unchecked.shutdownNow();
        edge.close();
        loop.close();
        followed.close();
    }

    private HttpResponse<String> get(String query) throws Exception {
        return edge.send(edge.request("/api/buildrun/feed" + query));
    }

    private JsonNode page(String query) throws Exception {
        var answer = get(query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body());
    }

    private static List<String> told(JsonNode page) {
        return page.path("events")
                .valueStream()
                .map(event -> event.path("type").asString().replace("dev.buildrun.catalog.entity.", "") + " "
                        + event.path("subject").asString())
                .toList();
    }

    private Iterator<String> stream(String query, String... headers) throws Exception {
        var request = edge.request("/api/buildrun/feed" + query).header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<Stream<String>> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().iterator();
    }

    /** The next event that has data; its id goes before it. */
    private static String nextEvent(Iterator<String> lines) {
        var id = "";
        while (true) {
            var line = lines.next();
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            }
            if (line.startsWith("data: ")) {
                var event = Json.read(line.substring(6));
                return id + " " + event.path("type").asString().replace("dev.buildrun.catalog.entity.", "") + " "
                        + event.path("subject").asString();
            }
        }
    }

    @Test
    void givesAPageAndWhereToGoOn() throws Exception {
        followed.provide(component("a"), component("b"), component("c"));

        var first = page("?after=0&limit=2");
        var second = page("?after=" + first.path("position").asLong());
        var nothing = page("?after=" + second.path("position").asLong());

        assertThat(told(first)).containsExactly("created component:default/a", "created component:default/b");
        assertThat(first.path("position").asLong()).isEqualTo(2);
        assertThat(told(second)).containsExactly("created component:default/c");
        assertThat(nothing.toString()).isEqualTo("{\"events\":[],\"position\":3}");
        assertThat(get("").body()).isEqualTo(nothing.toString());
        assertThat(get("?after=now").headers().firstValue("Buildrun-Position")).hasValue("3");
    }

    @Test
    void tellsWhoDidItAndTheEntityWhereAskedTo() throws Exception {
        followed.provide(component("a"));

        var event = page("?after=0&body=true").path("events").path(0);

        assertThat(event.path("id").asString()).isEqualTo("1");
        assertThat(event.path("source").asString()).isEqualTo("https://portal.example.com/api/catalog");
        assertThat(event.path("data").path("cause").asString()).isEqualTo("processing");
        assertThat(event.path("data")
                        .path("entity")
                        .path("metadata")
                        .path("name")
                        .asString())
                .isEqualTo("a");
        assertThat(event.path("data").path("stated").toString())
                .contains(
                        "{\"type\":\"ownerOf\",\"sourceRef\":\"group:default/nobody\",\"targetRef\":\"component:default/a\"}");
        assertThat(page("?after=0").path("events").path(0).path("data").has("entity"))
                .isFalse();
    }

    @Test
    void takesTheFilterOfTheCatalogAndTypes() throws Exception {
        followed.provide(component("a"), component("b").ofType("website"), EntityBuilder.group("g"));
        followed.provide(component("b"));

        assertThat(told(page("?after=0&filter=kind=component,spec.type=service&filter=kind=group")))
                .containsExactlyInAnyOrder(
                        "created component:default/a",
                        "created group:default/g",
                        "removed component:default/a",
                        "removed group:default/g",
                        "changed component:default/b");
        assertThat(told(page("?after=0&type=removed&type=left&filter=spec.type=website")))
                .containsExactly("left component:default/b");
    }

    @Test
    void letsAPollWaitForTheFirstEventThatItWants() throws Exception {
        var waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return page("?after=0&wait=30&filter=metadata.name=b");
            } catch (Exception exception) {
                throw new IllegalStateException(exception);
            }
        });
        followed.provide(component("a"));
        followed.provide(component("a"), component("b"));

        var page = waiting.get();

        assertThat(told(page)).containsExactly("created component:default/b");
        assertThat(page.path("position").asLong()).isEqualTo(2);
    }

    @Test
    void streamsWhatComesAndResumes() throws Exception {
        followed.provide(component("a"));
        var lines = stream("?after=0");
        assertThat(nextEvent(lines)).isEqualTo("1 created component:default/a");

        followed.provide(component("a"), component("b"), component("c"));

        assertThat(nextEvent(lines)).isEqualTo("2 created component:default/b");
        assertThat(nextEvent(stream("?after=now", "Last-Event-ID", "2"))).isEqualTo("3 created component:default/c");
    }

    @Test
    void movesTheIdOnWhereNothingIsMeant() throws Exception {
        var lines = stream("?after=now&filter=metadata.name=b");
        followed.provide(component("a"));

        var line = "";
        while (!line.equals("id: 1")) {
            line = lines.next();
            assertThat(line).doesNotStartWith("data");
        }
        followed.provide(component("a"), component("b"));

        assertThat(nextEvent(lines)).isEqualTo("2 created component:default/b");
    }

    @Test
    void endsAStreamWhenTheServiceStops() throws Exception {
        var lines = stream("");

        followed.tail.close();

        assertThat(nextEvent(lines)).startsWith("0 ");
        while (lines.hasNext()) {
            assertThat(lines.next()).isEmpty();
        }
    }

    @Test
    void refusesMoreListenersThanItHasRoomFor() throws Exception {
        for (var listener = 0; listener < 3; listener++) {
            stream("").next();
        }

        var answer = get("?wait=5");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("Too many clients follow the feed");
    }

    @Test
    void saysOfAnExpiredPositionHowToComeBack() throws Exception {
        followed.provide(component("a"), component("b"));
        followed.catalog.forgetLogUpTo(1);

        var expired = get("?after=0");
        var ofAnother = edge.send(edge.request("/api/buildrun/feed")
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", "3"));

        assertThat(expired.statusCode()).isEqualTo(410);
        assertThat(Json.read(expired.body()).path("resumeAfter").asLong()).isEqualTo(2);
        assertThat(expired.body()).contains("What followed position 0 is no longer kept. Read all entities again");
        assertThat(ofAnother.statusCode()).isEqualTo(410);
        assertThat(ofAnother.body()).contains("has never been at position 3, the newest is 2");
    }

    @Test
    void tellsNobodyOfWhatHeMayNotRead() throws Exception {
        followed.provide(component("a"), component("b"));
        hidden.hide("a");

        var told = told(page("?after=0"));
        hidden.hide("everything");

        assertThat(told).containsExactly("created component:default/b");
        assertThat(get("?after=0").statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "after=-1        | Expected a position as after, a whole number or now, found '-1'",
                "after=x         | Expected a position as after, a whole number or now, found 'x'",
                "limit=0         | Expected limit to be 1 to 500, found '0'",
                "wait=61         | Expected wait to be 0 to 60, found '61'",
                "body=yes        | request/query/body must be equal to one of the allowed values: true, false",
                "type=gone       | Expected as type one of created, changed, removed, left, found 'gone'",
                "filter==a       | Invalid filter, '=a' is not a valid statement",
                "nothing=1       | Unknown query parameter 'nothing'",
            })
    void refusesWhatItDoesNotUnderstand(String query, String message) throws Exception {
        var answer = get("?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.read(answer.body()).path("error").path("message").asString())
                .startsWith(message);
    }
}
