package dev.buildrun;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened, to be closed in the opposite order. One that fails to close does not keep the others open. */
final class Closing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Remembers a part and returns it. */
    synchronized <T extends AutoCloseable> T add(T part) {
        opened.push(part);
        return part;
    }

    @Override
    public synchronized void close() {
        while (!opened.isEmpty()) {
            var part = opened.pop();
            try {
                part.close();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (Exception exception) {
                LOG.atWarn()
                        .setCause(exception)
                        .log("{} did not close", part.getClass().getSimpleName());
            }
        }
    }
}
