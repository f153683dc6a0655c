package dev.buildrun.deploy;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for services that must know their own address before they listen. */
public final class FreePort {
    private static final int FIRST = 20_000;
    private static final int COUNT = 10_000;

    private FreePort() {}

    /**
     * A port that is free now. The system gives it to nobody by itself until the caller takes it: connections and sockets that don't mind
     * get one above.
     */
    public static int find() throws IOException {
        while (true) {
            try (var socket =
                    new ServerSocket(FIRST + ThreadLocalRandom.current().nextInt(COUNT))) {
                return socket.getLocalPort();
            } catch (BindException _) {
                // Somebody has it.
            }
        }
    }
}
