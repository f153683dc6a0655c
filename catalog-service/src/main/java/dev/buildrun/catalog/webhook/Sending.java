package dev.buildrun.catalog.webhook;

import dev.buildrun.catalog.webhook.Webhook.Mode;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends one message once. Follows no redirect and reads no answer's body. */
final class Sending implements AutoCloseable {
    private static final Duration MOST_PATIENCE = Duration.ofHours(1);

    private final HttpClient client;
    private final Targets targets;
    private final Duration timeout;
    private final Clock clock;

    /** @param timeout until the whole answer must be there */
    Sending(Targets targets, Duration timeout, Clock clock) {
        this.targets = targets;
        this.timeout = timeout;
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    Attempt send(String url, Mode mode, byte[] key, Message message) throws InterruptedException {
        var start = System.nanoTime();
        try {
            var target = targets.parse(url);
            targets.check(target);
            return answered(start, exchange(request(target, mode, key, message)));
        } catch (ServiceException exception) {
            return failed(start, exception.getMessage());
        } catch (TimeoutException _) {
            return failed(start, "No answer within " + timeout.toSeconds() + " s");
        } catch (ExecutionException exception) {
            return failed(start, describe(exception.getCause()));
        }
    }

    /** The body is thrown away as it comes, and cut off with the connection when the answer does not end in time. */
    private HttpResponse<Void> exchange(HttpRequest request)
            throws InterruptedException, ExecutionException, TimeoutException {
        var answer = client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | InterruptedException exception) {
            answer.cancel(true);
            throw exception;
        }
    }

    private HttpRequest request(URI target, Mode mode, byte[] key, Message message) {
        var event = message.event();
        var body = Json.writeBytes(mode == Mode.STRUCTURED ? event : event.path("data"));
        var now = clock.instant();
        var request = HttpRequest.newBuilder(target)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .header("User-Agent", "Buildrun")
                .header("webhook-id", message.id())
                .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
                .header("webhook-signature", Signature.of(key, message.id(), now, body));
        switch (mode) {
            case STRUCTURED -> request.header("Content-Type", "application/cloudevents+json; charset=utf-8");
            case BINARY -> {
                request.header("Content-Type", "application/json; charset=utf-8");
                for (var attribute : event.properties()) {
                    var name = attribute.getKey();
                    if (!name.equals("data") && !name.equals("datacontenttype")) {
                        request.header(
                                "ce-" + name, encoded(attribute.getValue().asString()));
                    }
                }
            }
        }
        return request.build();
    }

    /** As CloudEvents has it in headers: whatever is not printable ASCII, and blanks, quotes and percent signs, percent-encoded. */
    private static String encoded(String text) {
        var encoded = new StringBuilder();
        for (var each : text.getBytes(StandardCharsets.UTF_8)) {
            if (each > 0x20 && each < 0x7F && each != '"' && each != '%') {
                encoded.append((char) each);
            } else {
                encoded.append(String.format("%%%02X", each & 0xFF));
            }
        }
        return encoded.toString();
    }

    private static Attempt answered(long start, HttpResponse<Void> response) {
        var status = response.statusCode();
        var error = status / 100 == 2 ? null : "The receiver answered " + status;
        return new Attempt(status, since(start), error, retryAfter(response));
    }

    /** Only the form in seconds; a receiver that gives a date is asked again as usual. */
    private static @Nullable Duration retryAfter(HttpResponse<Void> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .map(time -> time.compareTo(MOST_PATIENCE) > 0 ? MOST_PATIENCE : time)
                .orElse(null);
    }

    private static Attempt failed(long start, String error) {
        return new Attempt(null, since(start), error, null);
    }

    private static String describe(@Nullable Throwable cause) {
        return switch (cause) {
            case null -> "Not sent";
            case IOException exception
            when exception.getMessage() == null ->
                "Not sent: " + exception.getClass().getSimpleName();
            default -> "Not sent: " + cause.getMessage();
        };
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
