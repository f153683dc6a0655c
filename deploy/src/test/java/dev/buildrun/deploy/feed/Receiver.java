package dev.buildrun.deploy.feed;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A process that webhooks are delivered to. It notes what it is told before it says that it has it. */
final class Receiver {
    private final Journal journal;
    private final byte[] key;

    private Receiver(Journal journal, byte[] key) {
        this.journal = journal;
        this.key = key;
    }

    /** Takes the port, the file of the journal and the key of the signatures in Base64. */
    public static void main(String[] arguments) throws IOException {
        var receiver = new Receiver(
                Journal.open(Path.of(arguments[1])), Base64.getDecoder().decode(arguments[2]));
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        var server = HttpServer.create(address, 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", receiver::receive);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var id = exchange.getRequestHeaders().getFirst("webhook-id");
            if (isSigned(exchange, id, body)) {
                var event = Json.read(body);
                journal.note(Told.line(id, event.path("data").path("position").asLong(), event));
                exchange.sendResponseHeaders(204, -1);
            } else {
                exchange.sendResponseHeaders(401, -1);
            }
        }
    }

    private boolean isSigned(HttpExchange exchange, String id, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + exchange.getRequestHeaders().getFirst("webhook-timestamp") + ".")
                    .getBytes(StandardCharsets.UTF_8));
            var signature = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
            return signature.equals(exchange.getRequestHeaders().getFirst("webhook-signature"));
        } catch (GeneralSecurityException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
