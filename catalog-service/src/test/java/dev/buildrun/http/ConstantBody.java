package dev.buildrun.http;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The yardstick of {@code ./dev bench}: a server that is set as {@link HttpEdge} is, on as many event loops, and that answers every
 * request with the same bytes. No service of ours can be faster. Argument: the file with the bytes. Prints "ready" and its port, and ends when its
 * standard input does.
 */
public final class ConstantBody {
    private static final int ANY_SHARED_PORT = -1;
    private static final long START_SECONDS = 20;

    private ConstantBody() {}

    public static void main(String[] arguments) throws Exception {
        var body = Buffer.buffer(Files.readAllBytes(Path.of(arguments[0])));
        var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        var port = 0;
        for (var i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            port = listen(vertx, body);
        }
        System.out.println("ready " + port);
        awaitEnd();
        vertx.close();
    }

    private static int listen(Vertx vertx, Buffer body) throws Exception {
        var config = new HttpConfig("127.0.0.1", 0, List.of(), Map.of(), 1, Duration.ofSeconds(1));
        var port = new CompletableFuture<Integer>();
        vertx.deployVerticle(_ -> vertx.createHttpServer(HttpEdge.serverOptions(config, ANY_SHARED_PORT))
                        .requestHandler(request -> request.response()
                                .putHeader("content-type", "application/json; charset=utf-8")
                                .end(body))
                        .listen()
                        .onSuccess(server -> port.complete(server.actualPort())))
                .onFailure(port::completeExceptionally);
        return port.get(START_SECONDS, TimeUnit.SECONDS);
    }

    private static void awaitEnd() throws IOException {
        System.in.transferTo(OutputStream.nullOutputStream());
    }
}
