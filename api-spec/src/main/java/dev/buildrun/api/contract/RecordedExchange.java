package dev.buildrun.api.contract;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Makes an exchange of what a client sent and got. */
final class RecordedExchange {
    private static final long MAX_KEPT_BYTES = 1 << 20;

    private RecordedExchange() {}

    static Exchange of(HttpRequest request, HttpResponse<?> response) {
        var uri = request.uri();
        return new Exchange(
                request.method(),
                uri.getRawPath().isEmpty() ? "/" : uri.getRawPath(),
                uri.getRawQuery(),
                requestBody(request),
                new Exchange.Answer(response.statusCode(), headers(response), body(response)));
    }

    private static Map<String, List<String>> headers(HttpResponse<?> response) {
        var headers = new TreeMap<String, List<String>>();
        response.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        return headers;
    }

    /** What is compressed was not made readable by the client. */
    private static @Nullable String body(HttpResponse<?> response) {
        var encoding = response.headers().firstValue("content-encoding").orElse("identity");
        return response.body() instanceof String text && encoding.equals("identity") ? text : null;
    }

    /** Only JSON is checked. */
    private static @Nullable String requestBody(HttpRequest request) {
        var publisher = request.bodyPublisher();
        if (publisher.isEmpty() || publisher.get().contentLength() == 0) {
            return "";
        }
        var length = publisher.get().contentLength();
        var isJson = request.headers().firstValue("content-type").orElse("").startsWith("application/json");
        return !isJson || length < 0 || length > MAX_KEPT_BYTES ? null : new Collected(publisher.get()).text();
    }

    /** A body of known length is in memory and comes at once. */
    private static final class Collected implements Flow.Subscriber<ByteBuffer> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Collected(HttpRequest.BodyPublisher publisher) {
            publisher.subscribe(this);
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            var copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void onError(Throwable failure) {
            throw new IllegalStateException(failure);
        }

        @Override
        public void onComplete() {}
    }
}
