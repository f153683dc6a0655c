package dev.buildrun.notification;

import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells people by the notifications backend of another Backstage, behind whose pages this service stands. What is to be told is kept with the
 * transaction of what it tells of, and sent by {@link #turn} until it is taken, refused, or a day old: at least once, and the scope of a
 * notice keeps it from being seen twice.
 */
public final class NotificationsElsewhere implements Notifier, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NotificationsElsewhere.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int MOST_DOUBLINGS = 10;
    private static final String TELLER = "teller";
    private static final String NOTICE = "notice";
    private static final String PLUGIN = "plugin:";
    /** Answers that a later attempt may not get: nobody is known yet, too much at once, too slow. */
    private static final Set<Integer> PASSING = Set.of(401, 403, 404, 408, 425, 429);

    private final Database database;
    private final URI url;
    private final UnaryOperator<String> tokens;
    private final Clock clock;
    private final OutgoingNoticeStore store = new OutgoingNoticeStore();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * @param backend the base URL of its plugin {@code notifications}
     * @param tokens gives one of a plugin of ours, good there
     */
    public NotificationsElsewhere(Database database, URI backend, UnaryOperator<String> tokens, Clock clock) {
        this.database = database;
        this.url = URI.create(backend + "/notifications");
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public void tell(Tx tx, Notice notice) {
        var kept = Json.object().put(TELLER, teller(notice.origin()));
        kept.set(NOTICE, json(notice));
        store.insert(tx, Json.write(kept), clock.instant());
    }

    /** The plugin of ours whose notice it is; what is not one's of a plugin is the service's own. */
    private static String teller(String origin) {
        return origin.startsWith(PLUGIN) ? origin.substring(PLUGIN.length()) : "buildrun";
    }

    /** Who tells is not in it: the other backend takes that from the token. */
    private static ObjectNode json(Notice notice) {
        var json = Json.object();
        var recipients = json.putObject("recipients");
        switch (notice.recipients()) {
            case Notice.Everybody _ -> recipients.put("type", "broadcast");
            case Notice.Behind(var refs, var except) -> {
                recipients.put("type", "entity");
                refs.forEach(recipients.withArray("entityRef")::add);
                if (!except.isEmpty()) {
                    except.forEach(recipients.withArray("excludeEntityRef")::add);
                }
            }
        }
        json.set("payload", json(notice.payload()));
        return json;
    }

    private static ObjectNode json(Payload payload) {
        var json = Json.object()
                .put("title", payload.title())
                .put("severity", payload.severity().wireName());
        var texts = new LinkedHashMap<String, @Nullable String>();
        texts.put("description", payload.description());
        texts.put("link", payload.link());
        texts.put("topic", payload.labels().topic());
        texts.put("scope", payload.labels().scope());
        texts.put("icon", payload.labels().icon());
        texts.forEach((name, text) -> {
            if (text != null) {
                json.put(name, text);
            }
        });
        if (payload.metadata() != null) {
            json.set("metadata", payload.metadata());
        }
        return json;
    }

    /** Sends one that is due; returns how many that were. */
    public int turn() throws InterruptedException {
        var claimed = database.inTransaction(
                tx -> store.claim(tx, clock.instant(), clock.instant().plus(LEASE)));
        if (claimed.isEmpty()) {
            return 0;
        }
        var notice = claimed.get();
        var fault = send(notice.body());
        if (fault == null) {
            database.transact(tx -> store.remove(tx, notice.id()));
        } else if (!fault.isPassing() || notice.createdAt().plus(KEPT).isBefore(clock.instant())) {
            LOG.atWarn().addKeyValue("reason", fault.reason()).log("A notice is given up");
            database.transact(tx -> store.remove(tx, notice.id()));
        } else {
            var next = clock.instant().plus(waitAfter(notice.attempts()));
            LOG.atInfo()
                    .addKeyValue("reason", fault.reason())
                    .addKeyValue("next", next)
                    .log("A notice was not taken");
            database.transact(tx -> store.postpone(tx, notice.id(), next));
        }
        return 1;
    }

    private static Duration waitAfter(int attempts) {
        var wait = Duration.ofSeconds(1L << Math.min(attempts, MOST_DOUBLINGS));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    /** @param isPassing whether another attempt may end otherwise */
    private record Fault(String reason, boolean isPassing) {}

    private @Nullable Fault send(String kept) throws InterruptedException {
        var notice = Json.read(kept);
        // Those that were kept before it was said who tells, were told by the scaffolder.
        var teller = notice.path(TELLER).asString("scaffolder");
        var body = notice.has(NOTICE) ? Json.write(notice.path(NOTICE)) : kept;
        var request = HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + tokens.apply(teller))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            var status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status / 100 == 2
                    ? null
                    : new Fault("It answered " + status, status >= 500 || PASSING.contains(status));
        } catch (IOException exception) {
            return new Fault("It can't be reached: " + exception, true);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
