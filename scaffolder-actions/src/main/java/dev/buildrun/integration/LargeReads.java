package dev.buildrun.integration;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets only few pieces of work at once hold something large that they have read, from its reading to its storing. What is made of a large
 * file takes many times its size, and the memory that is left is one for the whole process, so the places are too.
 */
public final class LargeReads {
    /** A file up to this size needs no place. */
    public static final int SMALL_BYTES = 256 << 10;

    private static final long HEAP_BYTES_PER_PLACE = 256L << 20;

    /** One for every 256 MiB of the heap. */
    private static final Semaphore PLACES =
            new Semaphore(Math.clamp(Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_PLACE, 1, 64), true);

    private static final ScopedValue<Piece> PIECE = ScopedValue.newInstance();

    private LargeReads() {}

    private static final class Piece {
        private boolean large;

        synchronized boolean isLarge() {
            return large;
        }

        /** Takes a place for the piece, unless it has one. */
        synchronized void enter(Duration patience) throws InterruptedException {
            if (large) {
                return;
            }
            if (!PLACES.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw ServiceException.of(
                        ErrorKind.SERVICE_UNAVAILABLE,
                        "Too many files of more than " + SMALL_BYTES
                                + " bytes are read at once, it is tried again later");
            }
            large = true;
        }

        synchronized void leave() {
            if (large) {
                PLACES.release();
            }
        }
    }

    /** Runs a piece of work; the place that it may have taken is free again when it ends. */
    public static <T> T piece(Supplier<T> work) {
        var piece = new Piece();
        try {
            return ScopedValue.where(PIECE, piece).call(work::get);
        } finally {
            piece.leave();
        }
    }

    /** The same work for another thread, as part of the piece that runs here; it must be done before that ends. */
    public static <T> Callable<T> inSamePiece(Supplier<T> work) {
        if (!PIECE.isBound()) {
            return work::get;
        }
        var piece = PIECE.get();
        return () -> ScopedValue.where(PIECE, piece).call(work::get);
    }

    /**
     * Takes a place for the piece of work that runs, unless it has one. Work that is no piece needs none.
     *
     * @throws ServiceException of kind SERVICE_UNAVAILABLE when no place is free for so long
     */
    public static void enter(Duration patience) {
        if (!PIECE.isBound()) {
            return;
        }
        try {
            PIECE.get().enter(patience);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "Interrupted", exception);
        }
    }

    /** Whether the piece of work that runs has a place. */
    public static boolean isLarge() {
        return PIECE.isBound() && PIECE.get().isLarge();
    }
}
