package dev.buildrun.catalog.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every directory of {@code processing/} says in its name what happens to {@code in-entity.yaml}, given the files of {@code
 * in-files.yaml} and the catalog section {@code in-catalog.yaml}, and holds the outcome in {@code out-outcome.yaml}. With {@code
 * -Dgolden.write=true} the outcomes are written anew, to be reviewed as a change.
 */
class ProcessingGoldenTest {
    private static final Path CASES = Path.of("src/test/resources/processing");
    private static final Set<String> NAMES =
            Set.of("in-entity.yaml", "in-files.yaml", "in-catalog.yaml", "out-outcome.yaml");
    private static final boolean WRITE = Boolean.getBoolean("golden.write");

    static List<String> cases() throws IOException {
        try (var directories = Files.list(CASES)) {
            return directories
                    .map(directory -> directory.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void processing(String name) throws IOException {
        var directory = CASES.resolve(name);
        var files = new FilesInMemory(files(directory));

        var outcome = process(directory, files);

        var written = Yaml.write(json(outcome));
        var expected = directory.resolve("out-outcome.yaml");
        if (WRITE) {
            Files.writeString(expected, written);
        }
        assertThat(written).isEqualTo(Files.readString(expected));
        assertThat(files.unread()).as("files that nothing reads").isEmpty();
        try (var all = Files.list(directory)) {
            assertThat(all.map(file -> file.getFileName().toString())).isSubsetOf(NAMES);
        }
    }

    private static ProcessingOutcome process(Path directory, FilesInMemory files) throws IOException {
        var config = ProcessingConfig.parse(read(directory.resolve("in-catalog.yaml")), Path.of("/work"));
        var hosts = new KnownHosts(Map.of(), URI.create("http://localhost:7007/git"));
        var processors = BuiltInProcessors.all(files, hosts, config.locations());
        var entity = Entity.of((ObjectNode) read(directory.resolve("in-entity.yaml")));
        return new Processing(processors, config.rules(), hosts)
                .process(UnprocessedEntity.of(entity, null), ProcessorCache.EMPTY);
    }

    private static JsonNode read(Path file) throws IOException {
        return Files.exists(file) ? Yaml.read(Files.readString(file)) : Json.object();
    }

    private static Map<String, String> files(Path directory) throws IOException {
        var files = new HashMap<String, String>();
        read(directory.resolve("in-files.yaml"))
                .properties()
                .forEach(file -> files.put(file.getKey(), file.getValue().asString()));
        return files;
    }

    private static ObjectNode json(ProcessingOutcome outcome) {
        var json = Json.object();
        switch (outcome) {
            case ProcessingOutcome.Completed completed -> {
                json.set("completed", completed.entity().json());
                json.set("relations", texts(completed.relations(), ProcessingGoldenTest::line));
                var emitted = json.putArray("emitted");
                completed
                        .emitted()
                        .forEach(child -> emitted.addObject()
                                .put("ref", child.ref())
                                .put("locationKey", child.locationKey())
                                .set("entity", child.entity().json()));
            }
            case ProcessingOutcome.Failed failed ->
                json.set("failed", array(failed.errors().stream().map(EntityError::toJson)));
        }
        json.set("refreshKeys", texts(outcome.refreshKeys(), key -> key));
        return json;
    }

    private static String line(Relation relation) {
        return relation.sourceRef() + " " + relation.type() + " " + relation.targetRef();
    }

    private static <T> ArrayNode texts(List<T> items, java.util.function.Function<T, String> text) {
        var array = Json.MAPPER.createArrayNode();
        items.stream().map(text).forEach(array::add);
        return array;
    }

    private static ArrayNode array(java.util.stream.Stream<ObjectNode> items) {
        return items.collect(Collectors.collectingAndThen(
                Collectors.toList(), list -> Json.MAPPER.createArrayNode().addAll(list)));
    }
}
