package dev.buildrun.deploy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody who has done nothing: asks for one entity by name, again and again, while something hostile goes on. */
final class Bystander implements AutoCloseable {
    /** No answer may take longer, on a machine that others use too. A blocked event loop would take as long as the attack. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private final SmallHeapService service;
    private final String path;
    private final Thread thread;
    private final AtomicInteger answered = new AtomicInteger();
    private volatile long worstNanos;
    private volatile String unexpected = "";
    private volatile boolean closing;

    Bystander(SmallHeapService service, String path) {
        this.service = service;
        this.path = path;
        this.thread = Thread.ofVirtual().name("bystander").start(this::ask);
    }

    private void ask() {
        while (!closing) {
            var start = System.nanoTime();
            var answer = service.get(path);
            worstNanos = Math.max(worstNanos, System.nanoTime() - start);
            if (answer.status() != 200) {
                unexpected = answer.toString();
            }
            answered.incrementAndGet();
        }
    }

    /** States what the bystander saw; at least one whole answer came while the attack went on. */
    @Override
    public void close() {
        var before = answered.get();
        service.eventually("the bystander is answered", PATIENCE, () -> answered.get() > before);
        closing = true;
        service.eventually("the bystander ends", PATIENCE, () -> !thread.isAlive());
        assertThat(unexpected).as("what the bystander was told").isEmpty();
        assertThat(TimeUnit.NANOSECONDS.toMillis(worstNanos))
                .as("the longest of %s answers to the bystander, in milliseconds", answered)
                .isLessThan(PATIENCE.toMillis());
    }
}
