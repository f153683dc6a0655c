package dev.buildrun.catalog.process.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Compares bundled specifications with what Backstage's module made of them. How they were recorded, and how to record them again,
 * stands in {@code record-bundles.mjs} beside the recording. Where the recorded code gives up, there is nothing to compare.
 */
class RecordedBundlesTest {
    private static final String RECORDING = "/recorded/bundles.jsonl";
    private static final String BASE = "https://specs.test/repo/";
    private static final String ROOT = "api.yaml";

    private static List<JsonNode> recording() throws IOException {
        try (var stream = Objects.requireNonNull(RecordedBundlesTest.class.getResourceAsStream(RECORDING))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Json::read)
                    .toList();
        }
    }

    /** The files of one specification. */
    private record Recorded(JsonNode files) implements ReferenceFiles {
        @Override
        public String resolve(String reference, String base) {
            return URI.create(base).resolve(reference).toString();
        }

        @Override
        public String read(String place) {
            var file = files.get(place.substring(BASE.length()));
            if (file == null) {
                throw ServiceException.notFound("no file " + place);
            }
            return Json.write(file);
        }
    }

    @Test
    void areThoseOfBackstageForEveryRecordedSpecification() throws IOException {
        var compared = 0;

        var softly = new SoftAssertions();
        for (var line : recording()) {
            if (line.has("bundle")) {
                var files = line.get("files");
                var bundle = ReferenceBundle.of(files.get(ROOT).deepCopy(), BASE + ROOT, new Recorded(files));
                softly.assertThat(Json.read(Json.write(bundle)))
                        .as("line " + line.get("files"))
                        .isEqualTo(line.get("bundle"));
                compared++;
            }
        }
        softly.assertAll();
        assertThat(compared).isGreaterThan(50);
    }
}
