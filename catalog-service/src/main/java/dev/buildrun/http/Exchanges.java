package dev.buildrun.http;

import dev.buildrun.access.Authenticator;
import dev.buildrun.access.Caller;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Takes a request from its first byte to its last: find the route, know the caller, read the body, run, answer. */
final class Exchanges {
    private static final String REQUEST_ID = "requestId";
    /** Marks a part of a path that could not be decoded. It is no character, so no name can have it. */
    private static final char MALFORMED = '\uFFFF';

    private final Vertx vertx;
    private final OpenConnections connections;
    private final List<Mount> mounts;
    private final RouteTable routes;
    private final Authenticator authenticator;
    private final StartGate gate;
    private final FreshnessGate freshnessGate;
    private final BodyReader bodies;
    private final ResponseSender sender;
    private final Semaphore blockingRequests;
    private final LongWork longWork = new LongWork();
    private final ExecutorService virtualThreads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("request-", 0).factory());

    Exchanges(
            Vertx vertx,
            HttpConfig config,
            OpenConnections connections,
            List<Mount> mounts,
            Authenticator authenticator,
            Readiness readiness) {
        this.vertx = vertx;
        this.connections = connections;
        this.mounts = mounts;
        this.routes = new RouteTable(mounts);
        this.authenticator = authenticator;
        this.gate = new StartGate(vertx, readiness);
        this.freshnessGate = new FreshnessGate(vertx);
        this.bodies = new BodyReader(vertx, config.bodyTimeout());
        this.sender = new ResponseSender(SecurityHeaders.of(config.csp()));
        this.blockingRequests = new Semaphore(config.maxBlockingRequests());
    }

    /** A request on its way; {@code url} is relative to the mount, for error bodies. */
    private record Exchange(HttpServerRequest http, Context context, String id, String url) {
        String method() {
            return http.method().name();
        }
    }

    void handle(HttpServerRequest http) {
        var id = requestId(http);
        var path = path(http);
        var mount = mountOf(path);
        var url = mount == null ? http.uri() : relative(http.uri(), mount);
        var exchange = new Exchange(http, vertx.getOrCreateContext(), id, url);
        var method = http.method().name().equals("HEAD") ? "GET" : http.method().name();
        var match = ownedBy(mount, routes.find(method, decoded(path)));
        if (mount == null || !mount.gated() || (match != null && match.route().access() == Route.Access.TOKENLESS)) {
            serve(exchange, mount, match);
        } else {
            gate.pass(http, () -> serve(exchange, mount, match), refusal -> failUnread(exchange, refusal));
        }
    }

    /** A mount answers for all that is below it: what it does not have must not fall to the one at the root. */
    private static RouteTable.@Nullable Match ownedBy(@Nullable Mount mount, RouteTable.@Nullable Match match) {
        return match != null && mount != null && match.mount().path().equals(mount.path()) ? match : null;
    }

    private void serve(Exchange exchange, @Nullable Mount mount, RouteTable.@Nullable Match match) {
        try {
            if (match == null) {
                answerUnknownPath(exchange, mount);
            } else {
                receive(exchange, match);
            }
        } catch (RuntimeException failure) {
            failUnread(exchange, failure);
        }
    }

    /** Lets a body that nobody wants pass by, so that the connection is good for the next request. */
    private void failUnread(Exchange exchange, RuntimeException failure) {
        exchange.http().resume();
        fail(exchange, failure);
    }

    /** Also a path that has no such method, since Express tells the two apart only where it is asked for the methods. */
    private void answerUnknownPath(Exchange exchange, @Nullable Mount mount) {
        if (mount != null && mount.gated()) {
            know(exchange, mount, Route.Access.AUTHENTICATED, _ -> answerUnknownPath(exchange));
        } else {
            answerUnknownPath(exchange);
        }
    }

    private void answerUnknownPath(Exchange exchange) {
        var methods = exchange.method().equals("OPTIONS")
                ? routes.methods(decoded(path(exchange.http())))
                : List.<String>of();
        exchange.http().resume();
        send(exchange, methods.isEmpty() ? Response.empty(404) : Response.methods(methods));
    }

    private void receive(Exchange exchange, RouteTable.Match match) {
        know(exchange, match.mount(), match.route().access(), caller -> receive(exchange, match, caller));
    }

    private void receive(Exchange exchange, RouteTable.Match match, Caller caller) {
        if (match.parameters().values().stream().anyMatch(Exchanges::isMalformed)) {
            throw ServiceException.input("malformed uri'");
        }
        bodies.read(exchange.http(), match.route(), body -> run(exchange, match, caller, body), failure -> {
            closeAfterwards(exchange.http());
            fail(exchange, failure);
        });
    }

    /** What is left of a refused body is not read, so the connection can't be used again. */
    private void closeAfterwards(HttpServerRequest http) {
        if (http.version() != HttpVersion.HTTP_2) {
            http.response().putHeader("Connection", "close");
            connections.dismiss(http);
        }
    }

    /** Goes on with the caller: at once where memory knows them, else after a virtual thread has asked. */
    private void know(Exchange exchange, Mount mount, Route.Access access, Consumer<Caller> then) {
        var credentials = Credentials.of(exchange.http(), mount.pluginId(), access);
        if (!credentials.block(authenticator)) {
            then.accept(credentials.caller(authenticator));
            return;
        }
        // Nobody reads the body yet, and what arrives must not get lost.
        exchange.http().pause();
        virtualThreads.execute(() -> {
            try {
                var caller = credentials.caller(authenticator);
                exchange.context().runOnContext(_ -> goOn(exchange, caller, then));
            } catch (RuntimeException failure) {
                exchange.context().runOnContext(_ -> failUnread(exchange, failure));
            }
        });
    }

    private void goOn(Exchange exchange, Caller caller, Consumer<Caller> then) {
        try {
            then.accept(caller);
        } catch (RuntimeException failure) {
            failUnread(exchange, failure);
        }
    }

    private void run(Exchange exchange, RouteTable.Match match, Caller caller, ReceivedBody body) {
        var request = request(exchange, match, caller, body);
        freshnessGate.pass(
                match.mount().freshness(), request, exchange.context(), () -> runFresh(exchange, match, request, body));
    }

    private void runFresh(Exchange exchange, RouteTable.Match match, Request request, ReceivedBody body) {
        switch (runs(match.route(), request.caller())) {
            case ON_EVENT_LOOP -> {
                var stamp = new Stamp(match);
                switch (answer(match.route(), request)) {
                    case Response response -> send(exchange, stamp.on(response));
                    case Answer.Later(var work) -> runLong(exchange, () -> stamp.on(finished(request, work)));
                }
            }
            case ON_VIRTUAL_THREAD -> runBlocking(exchange, match, request, body);
        }
    }

    /** What memory answers has to ask first where somebody else says what the caller may. */
    private static Route.Runs runs(Route route, Caller caller) {
        return caller.isDecidedElsewhere() ? Route.Runs.ON_VIRTUAL_THREAD : route.runs();
    }

    /** The position of the catalog before an answer was worked out, which it covers at least. */
    private record Stamp(Freshness freshness, long before) {
        Stamp(RouteTable.Match match) {
            this(match.mount().freshness(), match.mount().freshness().position().getAsLong());
        }

        Response on(Response response) {
            return freshness.stamp(response, before);
        }
    }

    private void runLong(Exchange exchange, Supplier<Response> work) {
        var started = longWork.start(() -> {
            var response = work.get();
            exchange.context().runOnContext(_ -> send(exchange, response));
        });
        if (!started) {
            fail(exchange, tooManyRequests());
        }
    }

    private static ServiceException tooManyRequests() {
        return ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "Too many requests at once, try again later");
    }

    private void runBlocking(Exchange exchange, RouteTable.Match match, Request request, ReceivedBody body) {
        if (!blockingRequests.tryAcquire()) {
            body.discard();
            fail(exchange, tooManyRequests());
            return;
        }
        virtualThreads.execute(() -> {
            try {
                sendFromVirtualThread(exchange, answerWithPermit(match, request));
            } finally {
                body.discard();
            }
        });
    }

    /** The permit covers the work, not a stream that follows: a thousand people who watch a log must not keep others out. */
    private Response answerWithPermit(RouteTable.Match match, Request request) {
        try {
            var stamp = new Stamp(match);
            return switch (answer(match.route(), request)) {
                case Response response -> stamp.on(response);
                case Answer.Later(var work) -> stamp.on(finished(request, work));
            };
        } finally {
            blockingRequests.release();
        }
    }

    private void sendFromVirtualThread(Exchange exchange, Response response) {
        if (response instanceof Response.Streamed streamed) {
            sender.stream(exchange.http(), exchange.context(), exchange.id(), streamed);
        } else {
            exchange.context().runOnContext(_ -> send(exchange, response));
        }
    }

    /** Runs the endpoint; whatever it throws becomes a response. */
    private static Answer answer(Route route, Request request) {
        return answered(request, () -> route.endpoint().handle(request));
    }

    private static Response finished(Request request, Supplier<Response> work) {
        return switch (answered(request, work)) {
            case Response response -> response;
            case Answer.Later _ -> throw new IllegalStateException("Work gave other work as its answer");
        };
    }

    private static Answer answered(Request request, Supplier<? extends Answer> work) {
        try (var _ = MDC.putCloseable(REQUEST_ID, request.id())) {
            return work.get();
        } catch (RuntimeException failure) {
            return ErrorResponse.of(failure, request.method(), request.url());
        }
    }

    private void fail(Exchange exchange, Throwable failure) {
        try (var _ = MDC.putCloseable(REQUEST_ID, exchange.id())) {
            send(exchange, ErrorResponse.of(failure, exchange.method(), exchange.url()));
        }
    }

    private void send(Exchange exchange, Response response) {
        switch (response) {
            case Response.Complete complete -> sender.send(exchange.http(), exchange.id(), complete);
            case Response.Streamed streamed ->
                virtualThreads.execute(
                        () -> sender.stream(exchange.http(), exchange.context(), exchange.id(), streamed));
        }
    }

    private static Request request(Exchange exchange, RouteTable.Match match, Caller caller, ReceivedBody body) {
        var http = exchange.http();
        return new Request(
                exchange.id(),
                exchange.method(),
                exchange.url(),
                match.parameters(),
                Query.parse(http.query()),
                headers(http),
                body,
                caller);
    }

    private static Map<String, String> headers(HttpServerRequest http) {
        var headers = new HashMap<String, String>();
        for (var header : http.headers()) {
            headers.merge(header.getKey().toLowerCase(Locale.ROOT), header.getValue(), (a, b) -> a + ", " + b);
        }
        return headers;
    }

    private @Nullable Mount mountOf(String path) {
        Mount longest = null;
        for (var mount : mounts) {
            var fits = path.regionMatches(true, 0, mount.path(), 0, mount.path().length())
                    && (path.length() == mount.path().length()
                            || path.charAt(mount.path().length()) == '/');
            if (fits
                    && (longest == null
                            || mount.path().length() > longest.path().length())) {
                longest = mount;
            }
        }
        return longest;
    }

    private static String relative(String uri, Mount mount) {
        var rest = uri.length() <= mount.path().length()
                ? ""
                : uri.substring(mount.path().length());
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    private static String path(HttpServerRequest http) {
        var path = http.path();
        return path == null ? "/" : path;
    }

    private static List<String> decoded(String path) {
        return RouteTable.parts(path).stream().map(Exchanges::decode).toList();
    }

    /** What is malformed stays as it came; a route that needs it refuses it later, since an unknown path is just unknown. */
    private static String decode(String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        try {
            var decoded = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
            // Bytes that are not UTF-8 come out as this character, which may also have been meant.
            var isText = decoded.indexOf('\uFFFD') < 0
                    || part.toLowerCase(Locale.ROOT).contains("%ef%bf%bd");
            return isText ? decoded : MALFORMED + part;
        } catch (IllegalArgumentException _) {
            return MALFORMED + part;
        }
    }

    private static boolean isMalformed(String decoded) {
        return decoded.indexOf(MALFORMED) >= 0;
    }

    /** The caller's own request id where it is plain, else a new one. */
    private static String requestId(HttpServerRequest http) {
        var given = http.getHeader("X-Request-Id");
        if (given != null && given.length() <= 64 && given.chars().allMatch(Exchanges::isPlain)) {
            return given;
        }
        return Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
    }

    private static boolean isPlain(int character) {
        return Character.isLetterOrDigit(character) || character == '-' || character == '_';
    }
}
