package dev.buildrun.access;

import dev.buildrun.work.WakeUp;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the key ring every few seconds, and at once when another replica has made a key, until it is closed. */
public final class KeyRotation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);
    private static final Duration PACE = Duration.ofSeconds(5);

    private final Thread thread;

    private KeyRotation(Thread thread) {
        this.thread = thread;
    }

    /** @param newKeys signalled when there is a key that this process may not know */
    public static KeyRotation start(KeyRing keys, WakeUp newKeys) {
        return new KeyRotation(Thread.ofVirtual().name("key-rotation").start(() -> run(keys, newKeys)));
    }

    private static void run(KeyRing keys, WakeUp newKeys) {
        try {
            while (true) {
                newKeys.await(PACE);
                turn(keys);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The database may be away for a while; the keys in memory serve until it is back. */
    private static void turn(KeyRing keys) {
        try {
            keys.turn();
        } catch (RuntimeException exception) {
            LOG.atWarn().setCause(exception).log("the signing keys could not be read, the last ones stay in use");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
