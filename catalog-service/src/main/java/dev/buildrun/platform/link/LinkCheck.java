package dev.buildrun.platform.link;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks at one address: HEAD, and where that is not taken well, GET, of which nothing but the head is read. Contacts nobody whom the operator
 * has not allowed, redirects included, and sends nothing that says who asks. Safe for use by many threads.
 */
public final class LinkCheck implements AutoCloseable {
    private static final int MAX_REDIRECTS = 5;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final LinkConfig config;
    private final HttpClient client;

    public LinkCheck(LinkConfig config) {
        this.config = config;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.timeout())
                .build();
    }

    /** @param url as {@link LinkAddress.Web} has it */
    public Looked look(String url) throws InterruptedException {
        var hop = URI.create(url);
        if (!config.allows(hop)) {
            return new Looked.Unknown("nobody looks at " + hop.getRawAuthority()
                    + ", which the operator can allow with buildrun.platform.links.allow");
        }
        var deadline = System.nanoTime() + config.timeout().toNanos();
        try {
            for (var redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
                var answer = answer(hop, deadline);
                if (!isRedirect(answer.status())) {
                    return looked(answer.status());
                }
                var next = hop.resolve(answer.location());
                if (!isWeb(next)) {
                    return new Looked.Fails("it redirects to something that is no http or https address");
                }
                if (!config.allows(next)) {
                    // For instance where people sign in. That it answers was the question; what is there is not asked
                    // of strangers.
                    return new Looked.Answers();
                }
                hop = next;
            }
            return new Looked.Fails("it redirects more than " + MAX_REDIRECTS + " times");
        } catch (TimeoutException _) {
            return new Looked.Fails("no answer within "
                    + Duration.ofNanos(config.timeout().toNanos()).toMillis() + " ms");
        } catch (IllegalArgumentException _) {
            return new Looked.Fails("the address, or one that it redirects to, is malformed");
        } catch (IOException failure) {
            return new Looked.Fails(reason(failure));
        }
    }

    private static Looked looked(int status) {
        return switch (status) {
            case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN ->
                new Looked.Unknown("it answered " + status + ", so only those who sign in there can tell");
            case TOO_MANY_REQUESTS -> new Looked.Unknown("it answered 429, too many requests");
            case RANGE_NOT_SATISFIABLE -> new Looked.Answers();
            default -> status / 100 == 2 ? new Looked.Answers() : new Looked.Fails("it answered " + status);
        };
    }

    /** @param location empty where there is none */
    private record Answer(int status, String location) {}

    private Answer answer(URI url, long deadline) throws IOException, InterruptedException, TimeoutException {
        var head = send(HttpRequest.newBuilder(url).HEAD(), deadline);
        if (head.status() / 100 == 2 || isRedirect(head.status())) {
            return head;
        }
        return send(HttpRequest.newBuilder(url).GET().header("Range", "bytes=0-0"), deadline);
    }

    private Answer send(HttpRequest.Builder request, long deadline)
            throws IOException, InterruptedException, TimeoutException {
        var sent = client.sendAsync(
                request.header("User-Agent", "Buildrun").build(), HttpResponse.BodyHandlers.ofInputStream());
        try {
            var response = sent.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            try (InputStream _ = response.body()) {
                return new Answer(
                        response.statusCode(),
                        response.headers().firstValue("location").orElse(""));
            }
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof IOException cause ? cause : new IOException(failure.getCause());
        } finally {
            sent.cancel(true);
        }
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static boolean isWeb(URI url) {
        var isHttp = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        return isHttp && url.getHost() != null && url.getRawUserInfo() == null;
    }

    private static String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "there is no such host";
            }
        }
        if (failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException) {
            return "nobody takes the connection";
        }
        var message = failure.getMessage();
        return "no answer: " + (message == null ? failure.getClass().getSimpleName() : message);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
