package dev.buildrun.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AskingConnectionTest {
    private static final int LARGE = 200_000;

    private HttpServer server;
    private AskingConnection connection;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // A length of 0 means chunks to this server.
        server.createContext("/chunks", exchange -> answer(exchange, 200, 0));
        server.createContext("/length", exchange -> answer(exchange, 200, LARGE));
        server.createContext("/refused", exchange -> answer(exchange, 503, LARGE));
        server.start();
        connection = new AskingConnection(server.getAddress().getPort());
    }

    private static void answer(com.sun.net.httpserver.HttpExchange exchange, int status, int length)
            throws IOException {
        exchange.sendResponseHeaders(status, length);
        try (var body = exchange.getResponseBody()) {
            body.write(new byte[LARGE]);
        }
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        server.stop(0);
    }

    private int ask(String path) throws IOException {
        return connection.ask(
                ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void findsTheEndOfEveryAnswerOnOneConnection() throws IOException {
        for (var path : new String[] {"/chunks", "/length", "/chunks", "/length"}) {
            assertThat(ask(path)).isEqualTo(200);
            assertThat(connection.lastBodyBytes()).isEqualTo(LARGE);
        }
    }

    @Test
    void tellsARefusal() throws IOException {
        assertThat(ask("/refused")).isEqualTo(503);
    }

    @Test
    void saysThatAConnectionWasClosedOnIt() {
        server.stop(0);

        assertThatThrownBy(() -> ask("/length")).isInstanceOf(IOException.class);
    }
}
