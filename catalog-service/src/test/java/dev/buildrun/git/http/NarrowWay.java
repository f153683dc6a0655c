package dev.buildrun.git.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** The way to a service that lets the beginning of what a client sends pass and swallows the rest, so that no push gets to its end. */
final class NarrowWay implements AutoCloseable {
    private static final int MOST = 1 << 20;

    private final ServerSocket entrance;
    private final int service;
    private final CountDownLatch swallows = new CountDownLatch(1);

    NarrowWay(int service) throws IOException {
        this.service = service;
        this.entrance = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::open);
    }

    /** The address of the service by this way. */
    String instead(String url) {
        return url.replace(":" + service + "/", ":" + entrance.getLocalPort() + "/");
    }

    /** Waits until somebody sends more than passes. */
    void awaitTheMiddle() throws InterruptedException {
        swallows.await();
    }

    private void open() {
        try {
            while (true) {
                var client = entrance.accept();
                Thread.ofVirtual().start(() -> pass(client));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void pass(Socket client) {
        try (client;
                var behind = new Socket(InetAddress.getLoopbackAddress(), service)) {
            Thread.ofVirtual().start(() -> answer(behind, client));
            var out = behind.getOutputStream();
            var in = client.getInputStream();
            var left = MOST;
            var buffer = new byte[8192];
            for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, Math.min(count, left));
                left -= Math.min(count, left);
                if (left == 0) {
                    swallows.countDown();
                }
            }
        } catch (IOException _) {
            // One of them is gone, and so is the other now.
        }
    }

    private static void answer(Socket behind, Socket client) {
        try (client) {
            behind.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException _) {
            // One of them is gone.
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
