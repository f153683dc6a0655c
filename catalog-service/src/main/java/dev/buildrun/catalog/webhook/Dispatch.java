package dev.buildrun.catalog.webhook;

import dev.buildrun.work.ClaimLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Leases webhooks that nobody delivers and starts a run for each; keeps the leases of those that run. Turns are taken by one thread. */
public final class Dispatch implements ClaimLoop.Turn, AutoCloseable {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final WebhookDelivery.Parts parts;
    private final int max;
    private final Duration lease;
    private final Map<UUID, WebhookRun> runs = new HashMap<>();
    private boolean closed;

    /** @param max how many are delivered at once */
    Dispatch(WebhookDelivery.Parts parts, int max) {
        this(parts, max, LEASE);
    }

    Dispatch(WebhookDelivery.Parts parts, int max, Duration lease) {
        this.parts = parts;
        this.max = max;
        this.lease = lease;
    }

    /** Returns 0: there is nothing more to do until somebody signals or the leases are to be renewed. */
    @Override
    public synchronized int take() {
        if (!closed) {
            forgetEnded();
            renew();
            claim();
        }
        return 0;
    }

    private void forgetEnded() {
        runs.values().removeIf(run -> {
            if (run.hasEnded()) {
                release(run.lease());
            }
            return run.hasEnded();
        });
    }

    private void release(Lease ended) {
        parts.database().transact(tx -> parts.store().release(tx, ended.id(), ended.fence()));
    }

    private void renew() {
        var fences = runs.values().stream()
                .collect(Collectors.toMap(
                        run -> run.lease().id(), run -> run.lease().fence()));
        var until = System.nanoTime() + lease.toNanos();
        var held = parts.database().inTransaction(tx -> parts.store().renew(tx, fences, lease));
        runs.forEach((id, run) -> {
            if (held.contains(id)) {
                run.renewed(until);
            } else {
                run.stop();
            }
        });
        runs.keySet().retainAll(held);
    }

    private void claim() {
        var room = max - runs.size();
        if (room <= 0) {
            return;
        }
        var until = System.nanoTime() + lease.toNanos();
        for (var claimed : parts.database().inTransaction(tx -> parts.store().claim(tx, lease, room))) {
            runs.put(claimed.id(), WebhookRun.start(new WebhookDelivery(parts, claimed, until)));
        }
    }

    /** Stops all runs, and gives back what they had. */
    @Override
    public synchronized void close() {
        closed = true;
        runs.values().forEach(WebhookRun::stop);
        for (var run : runs.values()) {
            run.join(LAST_WORDS);
            if (run.hasEnded()) {
                release(run.lease());
            }
        }
        runs.clear();
        parts.sending().close();
    }
}
