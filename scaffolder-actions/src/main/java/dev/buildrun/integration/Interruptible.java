package dev.buildrun.integration;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Work with a code host that is given up when its time is over, wherever it hangs. */
final class Interruptible {
    private Interruptible() {}

    /**
     * Runs on a virtual thread, whose interruption closes the socket that it waits for.
     *
     * @throws ServiceException of kind SERVICE_UNAVAILABLE when it takes longer
     */
    static <T> T within(Duration timeout, Object what, Callable<T> work) {
        var task = new FutureTask<>(work);
        var thread = Thread.ofVirtual().name("code-host").start(task);
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException exception) {
            throw unavailable(what, "no answer within " + timeout.toSeconds() + " s", exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw unavailable(what, "interrupted", exception);
        } catch (ExecutionException exception) {
            throw told(exception.getCause() == null ? exception : exception.getCause());
        } finally {
            if (!task.isDone()) {
                thread.interrupt();
            }
        }
    }

    private static RuntimeException told(Throwable cause) {
        return switch (cause) {
            case RuntimeException exception -> exception;
            case Error error -> throw error;
            default -> new IllegalStateException(cause);
        };
    }

    private static ServiceException unavailable(Object what, String reason, Throwable cause) {
        return ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "Unable to read " + what + ", " + reason, cause);
    }
}
