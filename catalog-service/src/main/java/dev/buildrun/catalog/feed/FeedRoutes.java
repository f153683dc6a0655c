package dev.buildrun.catalog.feed;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Permission;
import dev.buildrun.catalog.log.LoggedPage;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** {@code GET /feed}: what changes in the catalog, as a stream of server-sent events or, for clients that poll, in pages. */
public final class FeedRoutes {
    public static final int MAX_LISTENERS = 2_000;

    public static final Permission ENTITY_READ = new Permission("catalog.entity.read", "read", "catalog-entity");
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;
    private static final int MAX_WAIT_SECONDS = 60;
    private static final int GONE = 410;
    private static final String POSITION = "Buildrun-Position";
    private static final String STREAM = "text/event-stream";

    private final FeedTail tail;
    private final CloudEvents events;
    private final Sight.Rights rights;
    private final FeedStream stream;
    private final Semaphore listeners;

    /** @param maxListeners streams and waiting polls at once; one more is answered 503 */
    public FeedRoutes(FeedTail tail, CloudEvents events, Sight.Rights rights, int maxListeners) {
        this(tail, events, rights, maxListeners, FeedStream.Pace.USUAL);
    }

    FeedRoutes(FeedTail tail, CloudEvents events, Sight.Rights rights, int maxListeners, FeedStream.Pace pace) {
        this.tail = tail;
        this.events = events;
        this.rights = rights;
        this.stream = new FeedStream(tail, events, pace);
        this.listeners = new Semaphore(maxListeners);
    }

    public List<Route> routes() {
        return List.of(Route.blocking("GET", "/feed", this::feed));
    }

    private Response feed(Request request) {
        var query = request.query().only("after", "wait", "limit", "filter", "type", "body");
        if (!rights.isAny(request.caller())) {
            throw ServiceException.notAllowed();
        }
        var wanted = new FeedQuery(
                FeedQuery.filter(query.all("filter")), What.named(query.all("type")), flag(query, "body"));
        var reader = new Reader(wanted, request.caller());
        var isStream = request.header("accept").orElse("").contains(STREAM);
        var lastSeen = isStream ? request.header("last-event-id").orElse(null) : null;
        var after = lastSeen == null ? after(query) : Optional.of(position("Last-Event-ID", lastSeen));
        var limit = number(query, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        var wait = Duration.ofSeconds(number(query, "wait", 0, MAX_WAIT_SECONDS, 0));
        var standing = after.map(tail::standing).orElseGet(() -> new LoggedPage.Changes(List.of(), tail.head()));
        return switch (standing) {
            case LoggedPage.Changes(var _, var head) -> {
                var start = after.orElse(head);
                yield isStream ? stream(reader, start, head) : poll(reader, start, head, limit, wait);
            }
            case LoggedPage.Expired expired -> gone(request, expired, after.orElseThrow());
            case LoggedPage.Ahead ahead -> gone(request, ahead, after.orElseThrow());
        };
    }

    /** Who reads what. */
    private record Reader(FeedQuery wanted, Caller caller) {}

    private Supplier<Sight> sight(Reader reader) {
        return () -> rights.of(reader.caller());
    }

    /** Empty for what is newest. */
    private static Optional<Long> after(Query query) {
        return query.first("after").filter(after -> !after.equals("now")).map(after -> position("after", after));
    }

    private static long position(String name, String text) {
        if (!text.matches("\\d{1,18}")) {
            throw ServiceException.input("Expected a position as " + name + ", a whole number"
                    + (name.equals("after") ? " or now" : "") + ", found '" + text + "'");
        }
        return Long.parseLong(text);
    }

    private static int number(Query query, String name, int least, int most, int absent) {
        var text = query.first(name);
        if (text.isEmpty()) {
            return absent;
        }
        var number = text.get().matches("\\d{1,9}") ? Integer.parseInt(text.get()) : -1;
        if (number < least || number > most) {
            throw ServiceException.input(
                    "Expected " + name + " to be " + least + " to " + most + ", found '" + text.get() + "'");
        }
        return number;
    }

    private static boolean flag(Query query, String name) {
        return switch (query.first(name).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw ServiceException.input(
                        "request/query/" + name + " must be equal to one of the allowed values: true, false");
        };
    }

    private Response stream(Reader reader, long after, long head) {
        if (listeners.availablePermits() == 0) {
            throw tooMany();
        }
        var headers = Map.of("Content-Type", STREAM, "Cache-Control", "no-cache", POSITION, Long.toString(head));
        return Response.streamed(200, headers, out -> {
            // Where the last place went to somebody else meanwhile, the stream ends at once and the client comes again.
            if (listeners.tryAcquire()) {
                try {
                    stream.write(reader.wanted(), sight(reader), after, out);
                } finally {
                    listeners.release();
                }
            }
        });
    }

    /** One that waits is a streamed answer, since it must not keep a place among the requests that work. */
    private Response poll(Reader reader, long after, long head, int limit, Duration wait) {
        var headers = Map.of("Content-Type", Response.JSON, "Cache-Control", "no-cache", POSITION, Long.toString(head));
        if (wait.isZero()) {
            return new Response.Complete(
                    200, headers, List.of(pageOrUnavailable(reader, after, limit, Duration.ZERO)), false);
        }
        if (listeners.availablePermits() == 0) {
            throw tooMany();
        }
        return Response.streamed(200, headers, out -> {
            var patience = listeners.tryAcquire() ? wait : Duration.ZERO;
            try {
                out.write(page(reader, after, limit, patience));
            } finally {
                if (!patience.isZero()) {
                    listeners.release();
                }
            }
        });
    }

    private byte[] pageOrUnavailable(Reader reader, long after, int limit, Duration wait) {
        try {
            return page(reader, after, limit, wait);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "Service is shutting down", exception);
        }
    }

    /** Looks at one page of the log; where it may wait, at as many as it takes to find something. */
    private byte[] page(Reader reader, long after, int limit, Duration wait) throws InterruptedException {
        var body = Json.object();
        var list = body.putArray("events");
        try (var cursor = tail.read(after)) {
            var deadline = System.nanoTime() + wait.toNanos();
            var goesOn = true;
            while (goesOn && list.isEmpty()) {
                var entries =
                        cursor.next(limit) instanceof FeedCursor.Step.Entries(var some) ? some : List.<FeedEntry>of();
                var sight = rights.of(reader.caller());
                for (var entry : entries) {
                    reader.wanted()
                            .what(entry, sight)
                            .ifPresent(what -> list.add(
                                    events.of(entry, what, reader.wanted().body())));
                }
                var left = deadline - System.nanoTime();
                goesOn = left > 0 && !tail.isClosed();
                if (goesOn && entries.isEmpty()) {
                    cursor.await(Duration.ofNanos(left));
                }
            }
            body.put("position", cursor.position());
        }
        return Json.writeBytes(body);
    }

    private static ServiceException tooMany() {
        return ServiceException.of(
                ErrorKind.SERVICE_UNAVAILABLE, "Too many clients follow the feed of this replica, try again later");
    }

    /** Says how to come back. */
    private static Response gone(Request request, LoggedPage standing, long after) {
        var head = standing.head();
        var why = standing instanceof LoggedPage.Ahead
                ? "This catalog has never been at position " + after + ", the newest is " + head
                        + "; the position is that of another database"
                : "What followed position " + after + " is no longer kept";
        var body = Json.object();
        body.putObject("error")
                .put("name", "GoneError")
                .put(
                        "message",
                        why + ". Read all entities again, from a replica that knows position " + head
                                + " (send it as the header Buildrun-Position), and go on with after=" + head);
        body.putObject("request").put("method", request.method()).put("url", request.url());
        body.putObject("response").put("statusCode", GONE);
        body.put("resumeAfter", head);
        return Response.json(GONE, body);
    }
}
