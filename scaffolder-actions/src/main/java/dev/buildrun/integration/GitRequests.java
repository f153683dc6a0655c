package dev.buildrun.integration;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP requests of one exchange with a Git server. They bring no more than so many bytes, go only to hosts that are allowed, and
 * show a credential to none but the host that it is for.
 */
final class GitRequests implements HttpConnectionFactory {
    /** The list of what a server can do stands at the beginning of its first answer. */
    private static final int HEAD_BYTES = 4096;

    private static final Pattern CAN_FILTER = Pattern.compile("[ =]filter[ \n]");

    private final URI remote;
    private final @Nullable String authorization;
    private final Predicate<URI> allowed;
    private final long maxBytes;
    private final StringBuilder head = new StringBuilder();
    private long bytes;
    private int status;

    GitRequests(URI remote, @Nullable String authorization, Predicate<URI> allowed, long maxBytes) {
        this.remote = remote;
        this.authorization = authorization;
        this.allowed = allowed;
        this.maxBytes = maxBytes;
    }

    /** Status of the last answer; 0 where there was none. */
    int status() {
        return status;
    }

    /** Whether the server can leave files out. */
    boolean canFilter() {
        return CAN_FILTER.matcher(head).find();
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        var target = URI.create(url.toString());
        check(target);
        var connection = new Bounded(url, proxy);
        if (authorization != null && isRemote(target)) {
            connection.setRequestProperty("Authorization", authorization);
        }
        return connection;
    }

    private boolean isRemote(URI target) {
        return remote.getScheme().equals(target.getScheme())
                && ReadingAllow.hostOf(remote).equals(ReadingAllow.hostOf(target));
    }

    private void check(URI target) {
        if (!isRemote(target) && !allowed.test(target)) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED,
                    "Reading from '" + remote + "' is not allowed, it leads to " + ReadingAllow.hostOf(target)
                            + ", which no integration names. Where that is its page for signing in, a token is missing");
        }
        var isSmart = target.getPath().endsWith("/git-upload-pack")
                || (target.getPath().endsWith("/info/refs") && "service=git-upload-pack".equals(target.getQuery()));
        if (!isSmart) {
            throw ServiceException.of(
                    ErrorKind.SERVICE_UNAVAILABLE, "Unable to read " + remote + ", its answer is none of a Git server");
        }
    }

    private synchronized void count(byte[] buffer, int offset, int length) {
        bytes += length;
        if (bytes > maxBytes) {
            throw ServiceException.input(
                    remote + " is too large: expected at most " + (maxBytes >> 20) + " MiB to be sent at once");
        }
        if (head.length() < HEAD_BYTES) {
            head.append(new String(
                    buffer, offset, Math.min(length, HEAD_BYTES - head.length()), StandardCharsets.ISO_8859_1));
        }
    }

    /** Nothing is compressed on its way, so that what is counted is what is kept; packs are compressed themselves. */
    private final class Bounded extends JDKHttpConnection {
        Bounded(URL url, Proxy proxy) throws IOException {
            super(url, proxy);
        }

        @Override
        public void setRequestProperty(String key, String value) {
            if (!key.equalsIgnoreCase("Accept-Encoding")) {
                super.setRequestProperty(key, value);
            }
        }

        @Override
        public int getResponseCode() throws IOException {
            status = super.getResponseCode();
            return status;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            var encoding = getHeaderField("Content-Encoding");
            if (encoding != null && !encoding.equals("identity")) {
                throw new IOException("Expected an answer that is not compressed, found " + encoding);
            }
            return new Counted(super.getInputStream());
        }
    }

    private final class Counted extends FilterInputStream {
        private final PackAnnouncement pack = new PackAnnouncement();

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            var read = super.read(buffer, offset, length);
            if (read > 0) {
                count(buffer, offset, read);
                pack.see(buffer, offset, read);
            }
            return read;
        }
    }
}
