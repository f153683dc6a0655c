package dev.buildrun.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A response as a blocking stream: what is written goes out at a flush or when the buffer is full, and the writer waits until the
 * connection has taken it.
 */
final class BlockingResponseStream extends OutputStream {
    private static final int BUFFER_BYTES = 32_768;
    private static final long STALLED_SECONDS = 120;

    private final Context context;
    private final HttpServerResponse response;
    private final Runnable writeHead;
    private Buffer buffer = Buffer.buffer();
    private boolean headWritten;
    private boolean closed;

    BlockingResponseStream(Context context, HttpServerResponse response, Runnable writeHead) {
        this.context = context;
        this.response = response;
        this.writeHead = writeHead;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        buffer.appendBytes(bytes, offset, length);
        if (buffer.length() >= BUFFER_BYTES) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        var piece = buffer;
        buffer = Buffer.buffer();
        await(() -> {
            var isFirst = head();
            if (piece.length() > 0) {
                return response.write(piece);
            }
            return isFirst ? response.writeHead() : Future.succeededFuture();
        });
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            var rest = buffer;
            await(() -> {
                head();
                return response.end(rest);
            });
        }
    }

    /** Cuts the connection, so that the caller sees a broken response and not a short one. */
    void abort() {
        closed = true;
        try {
            context.runOnContext(_ -> response.reset());
        } catch (RejectedExecutionException _) {
            // The server has stopped, and every connection with it.
        }
    }

    /** Prepares the head; false where that has been done before. */
    private boolean head() {
        if (headWritten) {
            return false;
        }
        headWritten = true;
        writeHead.run();
        return true;
    }

    private void await(Supplier<Future<Void>> step) throws IOException {
        var done = new CompletableFuture<Void>();
        try {
            context.runOnContext(_ -> {
                if (response.closed()) {
                    done.completeExceptionally(new IOException("The caller closed the connection"));
                    return;
                }
                try {
                    step.get().onSuccess(done::complete).onFailure(done::completeExceptionally);
                } catch (RuntimeException exception) {
                    done.completeExceptionally(exception);
                }
            });
            done.get(STALLED_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException exception) {
            throw new IOException(exception.getCause());
        } catch (RejectedExecutionException exception) {
            throw new IOException("The server has stopped", exception);
        } catch (TimeoutException exception) {
            abort();
            throw new IOException("The caller read nothing for " + STALLED_SECONDS + " s", exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while writing a response", exception);
        }
    }
}
