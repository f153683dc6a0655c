package dev.buildrun.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Holds requests back that want to see more than this replica knows, without a thread, for a bounded time, and a bounded number of them.
 * Who has waited in vain goes on all the same, and is told by the route that the replica is behind.
 */
final class FreshnessGate {
    static final Duration PATIENCE = Duration.ofSeconds(5);
    /** What {@code Prefer: wait=} may ask for at most; more is taken as so much. */
    static final Duration LONGEST_PATIENCE = Duration.ofSeconds(60);

    static final int MOST_WAITING = 10_000;

    private static final Pattern POSITION = Pattern.compile("\\d{1,18}");
    private static final Pattern WAIT =
            Pattern.compile("(?i)(?:^|.*[,;])\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?:[,;].*|$)");

    private final Vertx vertx;
    private final AtomicInteger waiting = new AtomicInteger();

    FreshnessGate(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Calls on the event loop of the request: at once, or when the mount knows enough, or when the patience is over. */
    void pass(Freshness freshness, Request request, Context context, Runnable then) {
        var wanted = wanted(request);
        if (wanted <= freshness.position().getAsLong()) {
            then.run();
            return;
        }
        var patience = patience(request);
        if (patience.isZero() || waiting.incrementAndGet() > MOST_WAITING) {
            if (!patience.isZero()) {
                waiting.decrementAndGet();
            }
            then.run();
            return;
        }
        new Wait(context, then).begin(freshness, wanted, patience);
    }

    /** What the header says; nothing where it is malformed, which the route is left to refuse. */
    private static long wanted(Request request) {
        return request.header(Freshness.HEADER)
                .filter(text -> POSITION.matcher(text).matches())
                .map(Long::parseLong)
                .orElse(0L);
    }

    /** What {@code Prefer: wait=SECONDS} says (RFC 7240), else the usual. */
    static Duration patience(Request request) {
        var header = request.header("Prefer").orElse("");
        var matcher = WAIT.matcher(header);
        if (!matcher.matches()) {
            return PATIENCE;
        }
        var asked = Duration.ofSeconds(Long.parseLong(matcher.group(1)));
        return asked.compareTo(LONGEST_PATIENCE) < 0 ? asked : LONGEST_PATIENCE;
    }

    /** One request that waits; all but the beginning happens on its event loop. */
    private final class Wait {
        private final Context context;
        private final Runnable then;
        private Runnable giveUp = () -> {};
        private long timer;
        private boolean isOver;

        Wait(Context context, Runnable then) {
            this.context = context;
            this.then = then;
        }

        void begin(Freshness freshness, long position, Duration patience) {
            timer = vertx.setTimer(patience.toMillis(), _ -> context.runOnContext(_ -> end()));
            giveUp = freshness.waiting().whenReached(position, () -> context.runOnContext(_ -> end()));
        }

        private void end() {
            if (isOver) {
                return;
            }
            isOver = true;
            waiting.decrementAndGet();
            vertx.cancelTimer(timer);
            giveUp.run();
            then.run();
        }
    }
}
