package dev.buildrun.scaffolder.remote;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Speaks with one worker. Follows no redirect; every answer is bounded, in size and in time. */
final class WorkerClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int MOST_ANSWER_BYTES = 2 << 20;
    private static final int MOST_TOLD = 300;

    private final HttpClient client;
    private final RemoteWorker worker;
    private final RequestSignature signature;

    WorkerClient(HttpClient client, RemoteWorker worker, InstantSource clock) {
        this.client = client;
        this.worker = worker;
        this.signature = new RequestSignature(worker.secret(), clock);
    }

    static HttpClient httpClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .build();
    }

    RemoteWorker worker() {
        return worker;
    }

    JsonNode describe() throws WorkerException, InterruptedException {
        return json(send(request("GET", "/v1/actions", new byte[0], Map.of())));
    }

    /** Whether the worker knows the run. */
    boolean knows(String key) throws WorkerException, InterruptedException {
        try {
            json(send(request("GET", "/v1/runs/" + key, new byte[0], Map.of())));
            return true;
        } catch (WorkerException exception) {
            if (exception.status() == 404) {
                return false;
            }
            throw exception;
        }
    }

    /** The files that the run is to find. */
    void putWorkspace(String key, Path tar) throws WorkerException, InterruptedException {
        var url = url("/v1/runs/" + key + "/workspace");
        try {
            var request = HttpRequest.newBuilder(url)
                    .timeout(ANSWER)
                    .header("Content-Type", "application/x-tar")
                    .PUT(BodyPublishers.ofFile(tar));
            signature.headers("PUT", url, tar).forEach(request::header);
            json(send(request.build()));
        } catch (IOException exception) {
            throw new WorkerException("the workspace could not be read: " + exception.getMessage(), exception);
        }
    }

    /** Starts a run; one that is there already is left as it is. */
    void start(String key, ObjectNode run) throws WorkerException, InterruptedException {
        var headers = Map.of("Content-Type", "application/json");
        json(send(request("PUT", "/v1/runs/" + key, Json.writeBytes(run), headers)));
    }

    /** Lines behind the one with this number, as they come. */
    EventStream events(String key, long after) throws WorkerException, InterruptedException {
        var path = "/v1/runs/" + key + "/events?after=" + after;
        return EventStream.of(good(send(request("GET", path, new byte[0], Map.of()))));
    }

    /** A tar of the files that the run has written; to be closed. */
    InputStream changes(String key) throws WorkerException, InterruptedException {
        return good(send(request("GET", "/v1/runs/" + key + "/workspace", new byte[0], Map.of())));
    }

    void cancel(String key) throws WorkerException, InterruptedException {
        json(send(request("DELETE", "/v1/runs/" + key, new byte[0], Map.of())));
    }

    /** Takes back what a run has done. To ask again for what is taken back already changes nothing. */
    JsonNode compensate(String key, ObjectNode body) throws WorkerException, InterruptedException {
        var headers = Map.of("Content-Type", "application/json");
        return json(send(request("PUT", "/v1/runs/" + key + "/compensation", Json.writeBytes(body), headers)));
    }

    private HttpRequest request(String method, String path, byte[] body, Map<String, String> headers) {
        var url = url(path);
        var request = HttpRequest.newBuilder(url).timeout(ANSWER).method(method, BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        signature.headers(method, url, body).forEach(request::header);
        return request.build();
    }

    private URI url(String path) {
        return URI.create(worker.url() + path);
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws WorkerException, InterruptedException {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (IOException exception) {
            var why = exception.getMessage() == null ? exception.getClass().getSimpleName() : exception.getMessage();
            throw new WorkerException("no answer: " + why, exception);
        }
    }

    private static InputStream good(HttpResponse<InputStream> response) throws WorkerException {
        var status = response.statusCode();
        if (status >= 200 && status < 300) {
            return response.body();
        }
        var text = new String(read(response.body()), StandardCharsets.UTF_8);
        throw new WorkerException(
                "it answered with status " + status + ": " + text.substring(0, Math.min(text.length(), MOST_TOLD)),
                status);
    }

    private static JsonNode json(HttpResponse<InputStream> response) throws WorkerException {
        var bytes = read(good(response));
        try {
            return bytes.length == 0 ? Json.object() : Json.read(bytes);
        } catch (ServiceException exception) {
            throw new WorkerException("its answer is no JSON: " + exception.getMessage(), response.statusCode());
        }
    }

    private static byte[] read(InputStream body) throws WorkerException {
        try (body) {
            var bytes = body.readNBytes(MOST_ANSWER_BYTES + 1);
            if (bytes.length > MOST_ANSWER_BYTES) {
                throw new WorkerException("its answer has more than " + MOST_ANSWER_BYTES + " bytes", 200);
            }
            return bytes;
        } catch (IOException exception) {
            throw new WorkerException("its answer breaks off: " + exception.getMessage(), exception);
        }
    }
}
