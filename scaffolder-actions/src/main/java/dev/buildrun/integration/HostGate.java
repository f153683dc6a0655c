package dev.buildrun.integration;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Lets only so many exchanges with one host run at once. Where the host does not answer at all, those that come next fail at once for a
 * moment: a host that is down must not hold up whoever reads from it a thousand times.
 */
final class HostGate {
    private static final Duration REST = Duration.ofSeconds(10);

    private final Semaphore places;
    private final Duration timeout;
    private final LongSupplier nanos;
    private volatile boolean isSilent;
    private volatile long silentUntil;

    HostGate(int places, Duration timeout, LongSupplier nanos) {
        this.places = new Semaphore(places, true);
        this.timeout = timeout;
        this.nanos = nanos;
    }

    /** Asks the host for something that it should know at once. */
    <T> T ask(Object what, Supplier<T> work) {
        if (isSilent && nanos.getAsLong() - silentUntil < 0) {
            throw unavailable(what, "the host did not answer a moment ago");
        }
        try {
            var answer = run(what, work);
            isSilent = false;
            return answer;
        } catch (ServiceException exception) {
            if (isSilence(exception)) {
                silentUntil = nanos.getAsLong() + REST.toNanos();
                isSilent = true;
            }
            throw exception;
        }
    }

    /** Runs an exchange that may take as long as any may. */
    <T> T run(Object what, Supplier<T> work) {
        enter(what);
        return Interruptible.within(timeout, what, () -> {
            try {
                return work.get();
            } finally {
                places.release();
            }
        });
    }

    private void enter(Object what) {
        try {
            if (!places.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw unavailable(what, "too much is read from the host at once");
            }
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw unavailable(what, "interrupted");
        }
    }

    private static boolean isSilence(Throwable exception) {
        for (var cause = exception.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    private static ServiceException unavailable(Object what, String reason) {
        return ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "Unable to read " + what + ", " + reason);
    }
}
