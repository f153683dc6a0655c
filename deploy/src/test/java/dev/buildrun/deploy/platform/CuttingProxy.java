package dev.buildrun.deploy.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Passes plain HTTP on to an API server with TLS, byte by byte, and counts the requests that change something. At the one that it is told
 * to it calls somebody, before the request goes on or after the answer has begun to come, and passes nothing on any more.
 */
final class CuttingProxy implements AutoCloseable {
    private static final Pattern CHANGE = Pattern.compile("^(PATCH|POST|PUT|DELETE) /\\S+ HTTP/1\\.1\r\n");
    private static final int BUFFER = 64 << 10;

    /**
     * Where to cut.
     *
     * @param change the how manieth change since the cut was set, from 1
     */
    record Cut(int change, boolean before, Runnable then) {}

    private final ServerSocket listener;
    private final URI target;
    private final SSLSocketFactory tls;
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicReference<@Nullable Cut> cut = new AtomicReference<>();

    /** @param target whose certificate is not looked at: it is this machine's own test cluster */
    CuttingProxy(URI target) throws IOException, GeneralSecurityException {
        this.target = target;
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, new SecureRandom());
        tls = context.getSocketFactory();
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("cutting-proxy").start(this::accept);
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** @param next null for none any more */
    void cutAt(@Nullable Cut next) {
        changes.set(0);
        cut.set(next);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                var server = tls.createSocket(target.getHost(), target.getPort());
                var isAnswerCut = new AtomicReference<@Nullable Cut>();
                Thread.ofVirtual().start(() -> pump(client, server, isAnswerCut, true));
                Thread.ofVirtual().start(() -> pump(server, client, isAnswerCut, false));
            } catch (IOException _) {
                // Closed, or a connection that did not come about: whoever wanted it tries again.
            }
        }
    }

    private void pump(Socket from, Socket to, AtomicReference<@Nullable Cut> answerCut, boolean isRequest) {
        try (from;
                to) {
            copy(from.getInputStream(), to.getOutputStream(), answerCut, isRequest);
        } catch (IOException _) {
            // One end has gone; the other is closed with it.
        }
    }

    private void copy(InputStream in, OutputStream out, AtomicReference<@Nullable Cut> answerCut, boolean isRequest)
            throws IOException {
        var buffer = new byte[BUFFER];
        for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (isRequest && isCutBefore(buffer, read, answerCut)) {
                return;
            }
            var due = isRequest ? null : answerCut.get();
            if (due != null) {
                due.then().run();
                return;
            }
            out.write(buffer, 0, read);
            out.flush();
        }
    }

    /** Requests begin at the beginning of what is read: nobody sends the next before the answer has come. */
    private boolean isCutBefore(byte[] buffer, int read, AtomicReference<@Nullable Cut> answerCut) {
        var head = new String(buffer, 0, Math.min(read, 2_000), StandardCharsets.ISO_8859_1);
        if (!CHANGE.matcher(head).find()) {
            return false;
        }
        var due = cut.get();
        if (due == null || changes.incrementAndGet() != due.change()) {
            return false;
        }
        if (due.before()) {
            due.then().run();
            return true;
        }
        answerCut.set(due);
        return false;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
