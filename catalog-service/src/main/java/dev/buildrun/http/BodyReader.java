package dev.buildrun.http;

import dev.buildrun.error.ServiceException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a request's body within a size and a time, without blocking the event loop. */
final class BodyReader {
    private static final ReceivedBody NO_BODY = new ReceivedBody.InMemory(new byte[0]);

    private static final Set<String> ENCODINGS = Set.of("identity", "gzip", "x-gzip", "deflate");

    private final Vertx vertx;
    private final Duration timeout;

    BodyReader(Vertx vertx, Duration timeout) {
        this.vertx = vertx;
        this.timeout = timeout;
    }

    void read(HttpServerRequest http, Route route, Consumer<ReceivedBody> then, Consumer<Throwable> failed) {
        var encoding = encoding(http);
        if (declaredLength(http) > route.maxBodyBytes()) {
            failed.accept(tooLarge());
        } else if (!ENCODINGS.contains(encoding)) {
            failed.accept(ServiceException.input("unsupported content encoding \"" + encoding + "\""));
        } else if (hasNoBody(http)) {
            http.resume();
            then.accept(unpacked(NO_BODY, encoding, route));
        } else if (route.spools()) {
            spool(http, route, body -> then.accept(unpacked(body, encoding, route)), failed);
        } else {
            collect(http, route, body -> then.accept(unpacked(body, encoding, route)), failed);
        }
    }

    /** As the head says it; then there is nothing to wait for, and no time to watch. */
    private static boolean hasNoBody(HttpServerRequest http) {
        return http.version() != HttpVersion.HTTP_2
                && !http.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                && declaredLength(http) == 0;
    }

    private static String encoding(HttpServerRequest http) {
        var header = http.getHeader(HttpHeaders.CONTENT_ENCODING);
        return header == null ? "identity" : header.trim().toLowerCase(Locale.ROOT);
    }

    private static ReceivedBody unpacked(ReceivedBody body, String encoding, Route route) {
        return encoding.equals("identity") ? body : new ReceivedBody.Packed(body, encoding, route.maxBodyBytes());
    }

    private void collect(HttpServerRequest http, Route route, Consumer<ReceivedBody> then, Consumer<Throwable> failed) {
        var collected = Buffer.buffer();
        var outcome = new Outcome(http, failed);
        http.handler(piece -> {
            if (collected.length() + piece.length() > route.maxBodyBytes()) {
                outcome.fail(tooLarge());
            } else if (outcome.isOpen()) {
                collected.appendBuffer(piece);
            }
        });
        http.endHandler(_ -> outcome.succeed(() -> then.accept(new ReceivedBody.InMemory(collected.getBytes()))));
        http.resume();
    }

    private void spool(HttpServerRequest http, Route route, Consumer<ReceivedBody> then, Consumer<Throwable> failed) {
        var outcome = new Outcome(http, failed);
        http.pause();
        var files = vertx.fileSystem();
        files.createTempFile("buildrun-body", ".tmp")
                .compose(name -> files.open(name, new OpenOptions())
                        .onSuccess(file -> receive(http, route, file, Path.of(name), outcome, then)))
                .onFailure(outcome::fail);
    }

    private static void receive(
            HttpServerRequest http,
            Route route,
            AsyncFile file,
            Path path,
            Outcome outcome,
            Consumer<ReceivedBody> then) {
        var body = new ReceivedBody.InFile(path);
        outcome.onFailure = () -> file.close().onComplete(_ -> body.discard());
        var received = new long[1];
        http.handler(piece -> {
            received[0] += piece.length();
            if (received[0] > route.maxBodyBytes()) {
                outcome.fail(tooLarge());
            } else if (outcome.isOpen()) {
                file.write(piece).onFailure(outcome::fail);
                if (file.writeQueueFull()) {
                    http.pause();
                    file.drainHandler(_ -> http.resume());
                }
            }
        });
        http.endHandler(_ -> outcome.succeed(
                () -> file.close().onSuccess(_ -> then.accept(body)).onFailure(outcome.failed::accept)));
        http.resume();
    }

    private static long declaredLength(HttpServerRequest http) {
        var header = http.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE;
        }
    }

    static ServiceException tooLarge() {
        return ServiceException.input("request entity too large");
    }

    /** What became of a body: exactly one of success and failure, or neither when the caller went away. */
    private final class Outcome {
        private final Consumer<Throwable> failed;
        private final long timer;
        private boolean open = true;
        private @Nullable Runnable onFailure;

        Outcome(HttpServerRequest http, Consumer<Throwable> failed) {
            this.failed = failed;
            this.timer = vertx.setTimer(
                    timeout.toMillis(),
                    _ -> fail(ServiceException.input(
                            "request aborted: the body did not arrive within " + timeout.toSeconds() + " s")));
            http.exceptionHandler(_ -> close());
        }

        boolean isOpen() {
            return open;
        }

        void succeed(Runnable then) {
            if (open) {
                open = false;
                vertx.cancelTimer(timer);
                then.run();
            }
        }

        void fail(Throwable failure) {
            if (open) {
                close();
                failed.accept(failure);
            }
        }

        private void close() {
            if (open) {
                open = false;
                vertx.cancelTimer(timer);
                if (onFailure != null) {
                    onFailure.run();
                }
            }
        }
    }
}
