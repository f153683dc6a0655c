package dev.buildrun.http;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The few threads for what computes for long. It takes a core as long as it runs, so more threads than that would only slow everything down;
 * half of the cores are left to the event loops.
 */
final class LongWork {
    private static final int MAX_WAITING = 256;

    private final ThreadPoolExecutor threads;

    LongWork() {
        var count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        threads = new ThreadPoolExecutor(
                count,
                count,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(MAX_WAITING),
                Thread.ofPlatform().name("long-request-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs the work soon; false where too much is waiting already. */
    boolean start(Runnable work) {
        try {
            threads.execute(work);
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }
}
