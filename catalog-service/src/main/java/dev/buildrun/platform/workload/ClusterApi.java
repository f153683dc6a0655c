package dev.buildrun.platform.workload;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.platform.cluster.Cluster;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API server of one cluster as JSON, so that whatever it says reaches the caller, fields that nobody here knows included. Blocks. The
 * client signs in; it belongs to whoever made it.
 */
public final class ClusterApi {
    /** Items of a list that are asked for; there are no more in the namespace of one service, whose quota bounds them. */
    public static final int MOST_ITEMS = 500;

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int UNPROCESSABLE = 422;

    private final Cluster cluster;

    public ClusterApi(Cluster cluster) {
        this.cluster = cluster;
    }

    public String name() {
        return cluster.name();
    }

    /** What the API server said, whatever it was. */
    public record Answer(int status, String body) {
        public boolean isGood() {
            return status / 100 == 2;
        }

        /** An empty object where it was no JSON. */
        public JsonNode json() {
            try {
                return Json.read(body);
            } catch (ServiceException _) {
                return Json.object();
            }
        }
    }

    /** Where an object or a list of them is. */
    public static String path(String apiVersion, String namespace, String plural, String... more) {
        var root = apiVersion.contains("/") ? "/apis/" : "/api/";
        var path = new StringBuilder(root)
                .append(apiVersion)
                .append("/namespaces/")
                .append(segment(namespace));
        path.append('/').append(segment(plural));
        for (var each : more) {
            path.append('/').append(segment(each));
        }
        return path.toString();
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The query string of these, empty for none. */
    public static String query(Map<String, String> parameters) {
        var query = new StringJoiner("&", "?", "").setEmptyValue("");
        parameters.forEach((key, value) -> query.add(URLEncoder.encode(key, StandardCharsets.UTF_8) + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return query.toString();
    }

    /**
     * Asks for what is at a path, its query string included.
     *
     * @throws ServiceException of kind SERVICE_UNAVAILABLE when there is no answer
     */
    public Answer ask(String pathAndQuery) {
        return answer(request(pathAndQuery).build());
    }

    /** One object. */
    public Optional<ObjectNode> find(String path) {
        var answer = ask(path);
        return answer.status() == HttpURLConnection.HTTP_NOT_FOUND
                ? Optional.empty()
                : Optional.of((ObjectNode) good(path, answer));
    }

    /** The items of a list that carry the labels; none where the cluster does not know the kind. */
    public List<JsonNode> list(String path, String labelSelector) {
        return items(path + query(Map.of("labelSelector", labelSelector, "limit", Integer.toString(MOST_ITEMS))));
    }

    /** The same for a path with a query string of its own. */
    public List<JsonNode> items(String pathAndQuery) {
        return find(pathAndQuery)
                .map(list -> list.path("items").valueStream().toList())
                .orElse(List.of());
    }

    /**
     * Changes an object by a JSON patch (RFC 6902).
     *
     * @throws ServiceException of kind CONFLICT where something that the patch tests is not so any more
     */
    public ObjectNode patch(String path, ArrayNode patch, String fieldManager) {
        var target = path + query(Map.of("fieldManager", fieldManager));
        var request = request(target).patch("application/json-patch+json", Json.write(patch));
        return (ObjectNode) good(path, answer(request.build()));
    }

    /**
     * Opens what may not end, such as a log that is followed. Whoever reads closes.
     *
     * @throws ServiceException where it can't be opened
     */
    public InputStream open(String pathAndQuery) {
        var answer = await(request(pathAndQuery).forStreaming().build(), InputStream.class);
        if (answer.isSuccessful()) {
            return answer.body();
        }
        throw refused(pathAndQuery, new Answer(answer.code(), text(answer.body())));
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readNBytes(10_000), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        var client = cluster.client();
        var server = client.getMasterUrl().toString().replaceFirst("/+$", "");
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(server + pathAndQuery)
                .header("Accept", "application/json, */*");
    }

    private Answer answer(HttpRequest request) {
        var answer = await(request, String.class);
        var body = answer.body();
        return new Answer(answer.code(), body == null ? "" : body);
    }

    private <T> HttpResponse<T> await(HttpRequest request, Class<T> type) {
        return cluster.ask(client -> arrived(client.getHttpClient().sendAsync(request, type)));
    }

    private static <T> T arrived(CompletableFuture<T> answer) {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            answer.cancel(true);
            throw new KubernetesClientException("no answer within " + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("interrupted", exception);
        } catch (ExecutionException exception) {
            throw new KubernetesClientException("no answer", exception);
        }
    }

    private JsonNode good(String path, Answer answer) {
        if (answer.isGood()) {
            return answer.json();
        }
        throw refused(path, answer);
    }

    private ServiceException refused(String path, Answer answer) {
        var kind = switch (answer.status()) {
            case HttpURLConnection.HTTP_NOT_FOUND -> ErrorKind.NOT_FOUND;
            // A test of a patch that fails is told as invalid by older servers.
            case HttpURLConnection.HTTP_CONFLICT, UNPROCESSABLE -> ErrorKind.CONFLICT;
            case HttpURLConnection.HTTP_BAD_REQUEST -> ErrorKind.INPUT;
            default -> ErrorKind.SERVICE_UNAVAILABLE;
        };
        return ServiceException.of(
                kind,
                "The cluster " + cluster.name() + " answered " + answer.status() + " for " + path + ": "
                        + answer.json().path("message").asString("no reason given"));
    }
}
