package dev.buildrun.http;

import java.util.function.LongSupplier;

/**
 * How far this replica knows what a mount answers from. Every answer of the mount says so in the header {@value #HEADER}; a request that
 * sends the header along waits until the replica knows at least as much.
 *
 * @param position what is known now; never becomes less
 * @param waiting the way to wait for more
 */
public record Freshness(LongSupplier position, Waiting waiting) {
    public static final String HEADER = "Buildrun-Position";

    /** Of a mount that does not follow anything. */
    static final Freshness NONE = new Freshness(() -> Long.MAX_VALUE, (_, _) -> () -> {});

    /** The way to hear when a position is reached, without a thread that waits. */
    @FunctionalInterface
    public interface Waiting {
        /**
         * Calls back once, from any thread, when the position is reached, maybe before this returns.
         *
         * @param then quick
         * @return gives up waiting
         */
        Runnable whenReached(long position, Runnable then);
    }

    /** Says in an answer that does not say so itself what was known before it was made. */
    Response stamp(Response response, long before) {
        return equals(NONE) || response.headers().containsKey(HEADER)
                ? response
                : response.with(HEADER, Long.toString(before));
    }
}
