package dev.buildrun.deploy.feed;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The services as the other processes know them: any of them will do. */
record Services(List<Integer> ports) {
    static final String TOKEN = "the-token-of-the-feed-test";

    private static final Random RANDOM = new Random();

    static Services parse(String ports) {
        return new Services(Stream.of(ports.split(",")).map(Integer::valueOf).toList());
    }

    static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
    }

    /** A request to any of them. */
    HttpRequest.Builder request(String path) {
        return request(ports.get(RANDOM.nextInt(ports.size())), path);
    }

    static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api" + path))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json");
    }
}
