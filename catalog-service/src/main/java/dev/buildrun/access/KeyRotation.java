package dev.buildrun.access;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the key ring every few seconds until it is closed. */
public final class KeyRotation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);
    private static final Duration PACE = Duration.ofSeconds(5);

    private final Thread thread;

    private KeyRotation(Thread thread) {
        this.thread = thread;
    }

    public static KeyRotation start(KeyRing keys) {
        return new KeyRotation(Thread.ofVirtual().name("key-rotation").start(() -> run(keys)));
    }

    private static void run(KeyRing keys) {
        try {
            while (true) {
                Thread.sleep(PACE);
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
