package dev.buildrun.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * What a real Backstage backend answered when it was asked is as our documents have it; so whoever keeps to them keeps to Backstage. Skipped
 * where there is no recording.
 */
class RecordedExchangesFitTest {
    private static final Path RECORDING = Path.of(System.getProperty("recording", "../../shared/reference/golden"));
    /** What only Buildrun says. */
    private static final String OWN_HEADER = "expected the header Buildrun-Position in the answer";

    /** What Buildrun's scaffolder does not have, and errors of Backstage's database driver, where Buildrun answers 404. */
    private static final Set<String> NOT_HERE = Set.of(
            "052-location-get-not-uuid.json", "262-scaffolder-actions-registry.json", "287-task-get-not-uuid.json");

    @TestFactory
    Stream<DynamicTest> isDocumented() throws IOException {
        assumeTrue(Files.isDirectory(RECORDING), "no recording");
        try (var files = Files.list(RECORDING)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream()
                    .filter(file -> !NOT_HERE.contains(file.getFileName().toString()))
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
        }
    }

    private static void check(Path file) {
        var faults = ExchangeCheck.faults(exchange(read(file))).stream()
                .filter(fault -> !fault.equals(OWN_HEADER))
                .toList();

        assertThat(faults).isEmpty();
    }

    private static Exchange exchange(JsonNode recorded) {
        var request = recorded.path("request");
        var response = recorded.path("response");
        var headers = new TreeMap<String, List<String>>();
        response.path("headers")
                .forEach(header -> headers.put(
                        header.path(0).asString().toLowerCase(Locale.ROOT),
                        List.of(header.path(1).asString())));
        var target = request.path("path").asString().split("\\?", 2);
        var isPacked = headers.containsKey("content-encoding");
        return new Exchange(
                request.path("method").asString(),
                target[0],
                target.length == 1 ? null : target[1],
                request.path("body").isNull() ? null : text(request.path("body")),
                new Exchange.Answer(
                        response.path("status").asInt(),
                        headers,
                        isPacked
                                ? null
                                : response.has("text")
                                        ? response.path("text").asString()
                                        : response.path("body").toString()));
    }

    private static String text(JsonNode body) {
        return body.isString() ? body.asString() : body.toString();
    }

    private static JsonNode read(Path file) {
        try {
            return Documents.MAPPER.readTree(Files.readAllBytes(file));
        } catch (IOException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
