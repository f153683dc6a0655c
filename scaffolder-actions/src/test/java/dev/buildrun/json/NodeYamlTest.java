package dev.buildrun.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class NodeYamlTest {
    /** Made of random trees and options, with what version 2.9.1 of the library writes for each. */
    @Test
    void writesWhatTheLibraryForNodeWrites() throws IOException {
        var failures = new ArrayList<String>();
        var cases = recorded();

        for (var line : cases) {
            var expected = Json.read(line);
            var text = NodeYaml.write(expected.path("value"), YamlStyle.of(expected.path("options")));
            if (!text.equals(expected.path("text").stringValue())) {
                failures.add(line + "\nwritten: " + EcmaJson.quote(text));
            }
        }

        assertThat(cases).hasSizeGreaterThan(500);
        assertThat(failures)
                .describedAs(
                        "%d of %d:\n%s",
                        failures.size(),
                        cases.size(),
                        String.join("\n", failures.subList(0, Math.min(12, failures.size()))))
                .isEmpty();
    }

    private static List<String> recorded() throws IOException {
        var more = System.getProperty("nodeYaml");
        if (more != null) {
            return Files.readAllLines(Path.of(more));
        }
        try (var stream = Objects.requireNonNull(NodeYamlTest.class.getResourceAsStream("node-yaml.jsonl"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
