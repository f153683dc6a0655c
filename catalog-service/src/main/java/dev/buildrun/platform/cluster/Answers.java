package dev.buildrun.platform.cluster;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a cluster answers, as those who ask it find. One that was silent is left alone for a while: of all who would wait for it only one
 * tries again, and the others learn at once what is known. Only so many wait for it at the same time. Safe for use by many threads.
 */
public final class Answers {
    static final int MOST_AT_A_TIME = 64;
    static final Duration LEFT_ALONE = Duration.ofSeconds(10);

    private final LongSupplier nanos;
    private final Duration waitForAPlace;
    private final Semaphore places = new Semaphore(MOST_AT_A_TIME);
    private final AtomicReference<@Nullable Silence> silence = new AtomicReference<>();
    private volatile long answered;

    /** @param until when it may be asked again */
    private record Silence(String why, long until) {}

    Answers() {
        this(System::nanoTime, Duration.ofSeconds(5));
    }

    /**
     * For tests.
     *
     * @param waitForAPlace how long somebody waits while as many as may are asking
     */
    Answers(LongSupplier nanos, Duration waitForAPlace) {
        this.nanos = nanos;
        this.waitForAPlace = waitForAPlace;
        this.answered = nanos.getAsLong();
    }

    /** Whether the last who asked got no answer, and nobody has got one since. */
    boolean isSilent() {
        return silence.get() != null;
    }

    /**
     * Asks.
     *
     * @throws ServiceException of kind SERVICE_UNAVAILABLE where that would be in vain
     */
    <T> T to(String cluster, Supplier<T> question) {
        requireWorthwhile(cluster);
        takePlace(cluster);
        var begun = nanos.getAsLong();
        try {
            var answer = question.get();
            spoke();
            return answer;
        } catch (KubernetesClientException exception) {
            if (isAnswer(exception)) {
                spoke();
            } else if (!isOurEnd(exception)) {
                wasSilent(begun, why(exception));
            }
            throw exception;
        } finally {
            places.release();
        }
    }

    private void requireWorthwhile(String cluster) {
        var known = silence.get();
        if (known == null) {
            return;
        }
        var now = nanos.getAsLong();
        // Whoever gets the next turn lets the others wait for as long again.
        var isMyTurn = now - known.until() >= 0
                && silence.compareAndSet(known, new Silence(known.why(), now + LEFT_ALONE.toNanos()));
        if (!isMyTurn) {
            throw unavailable(cluster, "does not answer (" + known.why() + "), and is not asked again for the moment");
        }
    }

    private void takePlace(String cluster) {
        try {
            if (!places.tryAcquire(waitForAPlace.toMillis(), TimeUnit.MILLISECONDS)) {
                throw unavailable(cluster, "is slow: " + MOST_AT_A_TIME + " questions wait for its answer already");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw unavailable(cluster, "was not asked: interrupted");
        }
    }

    private static ServiceException unavailable(String cluster, String why) {
        return ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "Cluster '" + cluster + "' " + why);
    }

    private void spoke() {
        answered = nanos.getAsLong();
        silence.set(null);
    }

    /** Where others have got answers meanwhile it is this question that is too much, and not the cluster that is silent. */
    private void wasSilent(long begun, String why) {
        if (answered - begun <= 0) {
            silence.set(new Silence(why, nanos.getAsLong() + LEFT_ALONE.toNanos()));
        }
    }

    /** The client counts what is no answer as 0 or below. */
    static boolean isAnswer(KubernetesClientException exception) {
        return exception.getCode() > 0;
    }

    /** Whoever is interrupted does not know what the cluster would have said. */
    private static boolean isOurEnd(Throwable exception) {
        for (var cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedIOException || cause instanceof InterruptedException) {
                return true;
            }
        }
        return false;
    }

    /** What is behind it all: the client's own message tells only what was asked. */
    static String why(Throwable exception) {
        var last = exception;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        var message = last.getMessage();
        return message == null || message.isBlank()
                ? last.getClass().getSimpleName().replaceFirst("Exception$", "")
                : message;
    }
}
