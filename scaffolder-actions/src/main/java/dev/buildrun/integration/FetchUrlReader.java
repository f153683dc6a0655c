package dev.buildrun.integration;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads single files by plain HTTP from the hosts that the config allows. Every hop of a redirect must be allowed too; a token
 * goes only to the host that it was meant for.
 */
public final class FetchUrlReader implements UrlReader {
    private static final int MAX_REDIRECTS = 5;

    private final List<ReadingAllow> allowed;
    private final ReadLimits limits;
    private final HttpClient client;

    public FetchUrlReader(List<ReadingAllow> allowed, ReadLimits limits) {
        this.allowed = List.copyOf(allowed);
        this.limits = limits;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.timeout())
                .build();
    }

    @Override
    public boolean handles(URI url) {
        var scheme = url.getScheme().toLowerCase(Locale.ROOT);
        return (scheme.equals("http") || scheme.equals("https"))
                && allowed.stream().anyMatch(allow -> allow.allows(url));
    }

    @Override
    public Read read(URI url, Options options) {
        var deadline = System.nanoTime() + limits.timeout().toNanos();
        var hop = url;
        for (var redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            var token = ReadingAllow.hostOf(hop).equals(ReadingAllow.hostOf(url)) ? options.token() : null;
            var response = send(hop, request(hop, options.etag(), token), deadline);
            var location = response.headers().firstValue("location");
            if (!isRedirect(response.statusCode()) || location.isEmpty()) {
                return result(url, response, deadline);
            }
            close(response.body());
            hop = next(hop, location.get());
        }
        throw ServiceException.input("could not read " + url + ", more than " + MAX_REDIRECTS + " redirects");
    }

    @Override
    public Tree readTree(URI url, Options options) {
        throw ServiceException.of(
                ErrorKind.NOT_IMPLEMENTED,
                "Could not read the directory " + url + ": a host of 'backend.reading.allow' serves single files only");
    }

    @Override
    public Search search(URI url, Options options) {
        if (url.getPath().contains("*") || url.getPath().contains("?")) {
            throw ServiceException.of(ErrorKind.NOT_IMPLEMENTED, "Unsupported search pattern URL");
        }
        return searchOne(url, options);
    }

    private HttpRequest request(URI url, @Nullable String etag, @Nullable String token) {
        var request = HttpRequest.newBuilder(url).GET();
        if (etag != null && !etag.isEmpty()) {
            request.header("If-None-Match", etag);
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    private HttpResponse<InputStream> send(URI url, HttpRequest request, long deadline) {
        var answer = client.sendAsync(request, BodyHandlers.ofInputStream());
        try {
            return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException exception) {
            answer.cancel(true);
            throw tooSlow(url, exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw unavailable(url, "interrupted", exception);
        } catch (ExecutionException exception) {
            throw failure(url, exception.getCause());
        }
    }

    /** Reads no more than a file may have, and waits for a place before it reads much. */
    private byte[] body(URI url, InputStream stream, long deadline) {
        var alarm = new CompletableFuture<Void>();
        var _ = alarm.orTimeout(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
                .whenComplete((_, late) -> {
                    if (late != null) {
                        close(stream);
                    }
                });
        try (stream) {
            var bytes = stream.readNBytes(Math.min(LargeReads.SMALL_BYTES, limits.maxFileBytes() + 1));
            if (bytes.length == LargeReads.SMALL_BYTES) {
                LargeReads.enter(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
                var rest = stream.readNBytes(limits.maxFileBytes() + 1 - bytes.length);
                var small = bytes.length;
                bytes = Arrays.copyOf(bytes, small + rest.length);
                System.arraycopy(rest, 0, bytes, small, rest.length);
            }
            if (alarm.isCompletedExceptionally()) {
                throw tooSlow(url, new TimeoutException());
            }
            if (bytes.length > limits.maxFileBytes()) {
                throw limits.fileTooLarge(url.toString());
            }
            return bytes;
        } catch (IOException exception) {
            throw alarm.isCompletedExceptionally() ? tooSlow(url, exception) : failure(url, exception);
        } finally {
            alarm.complete(null);
        }
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException _) {
            // Nobody reads it any more.
        }
    }

    private ServiceException tooSlow(URI url, Throwable cause) {
        return unavailable(url, "no answer within " + limits.timeout().toSeconds() + " s", cause);
    }

    private static ServiceException failure(URI url, @Nullable Throwable cause) {
        var reason = cause == null ? "unknown" : cause.getClass().getSimpleName() + " " + cause.getMessage();
        return unavailable(url, reason, cause == null ? new IOException() : cause);
    }

    private static ServiceException unavailable(URI url, String reason, Throwable cause) {
        return ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "Unable to read " + url + ", " + reason, cause);
    }

    private URI next(URI hop, String location) {
        try {
            var target = hop.resolve(location);
            if (target.getScheme() != null && target.getHost() != null && handles(target)) {
                return target;
            }
            throw UrlReaders.notAllowed(target.toString());
        } catch (IllegalArgumentException exception) {
            throw ServiceException.of(
                    ErrorKind.INPUT, "could not read " + hop + ", it redirects to a malformed address", exception);
        }
    }

    private Read result(URI url, HttpResponse<InputStream> response, long deadline) {
        if (response.statusCode() == 200) {
            return new Content(
                    body(url, response.body(), deadline),
                    response.headers().firstValue("etag").orElse(null));
        }
        close(response.body());
        return switch (response.statusCode()) {
            case 304 -> new NotModified();
            case 404 -> throw ServiceException.notFound("could not read " + url + ", 404 Not Found");
            default ->
                throw ServiceException.of(ErrorKind.INTERNAL, "could not read " + url + ", " + response.statusCode());
        };
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }
}
