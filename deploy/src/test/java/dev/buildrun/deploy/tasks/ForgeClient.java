package dev.buildrun.deploy.tasks;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Requests to the forge, from the processes that are killed. */
final class ForgeClient {
    private static final int ATTEMPTS = 6;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final String url;

    ForgeClient(String url) {
        this.url = url;
    }

    String url() {
        return url;
    }

    /** What the forge said. */
    record Answer(int status, String body) {
        JsonNode json() {
            return Json.read(body);
        }
    }

    /** One request; whether it was performed is not known when this throws. */
    Answer once(String method, String path, @Nullable JsonNode body) throws IOException {
        var publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(Json.write(body));
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, publisher);
        try {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IOException(exception);
        }
    }

    /** The same until it is answered, for requests that may be repeated. */
    Answer again(String method, String path, @Nullable JsonNode body) {
        for (var attempt = 1; ; attempt++) {
            try {
                return once(method, path, body);
            } catch (IOException exception) {
                if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
                    throw ServiceException.of(
                            ErrorKind.SERVICE_UNAVAILABLE,
                            "The forge does not answer " + method + " " + path,
                            exception);
                }
            }
        }
    }
}
