package dev.buildrun.catalog.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.EntityNames;
import dev.buildrun.catalog.entity.FinalEntity;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Processes the data that Backstage's answers were recorded with, and compares what would be served. */
class RecordedBackstageTest {
    private static final String HOST = "http://localhost:8099/golden/";
    private static final KnownHosts HOSTS = new KnownHosts(Map.of(), null);
    private static final ProcessingConfig CONFIG = ProcessingConfig.parse(
            Yaml.read("rules: [{allow: [Component, System, API, Resource, Location, Template, User, Group, Domain]}]"),
            Path.of("/"));

    /** Recorded after the files had been changed, or of entities that other data gives. */
    private static final List<String> OTHER_DATA = List.of("bench-template");

    private final Map<String, Entity> processed = new LinkedHashMap<>();
    private final List<Relation> relations = new ArrayList<>();
    private final Map<String, List<EntityError>> errors = new HashMap<>();

    private static FilesInMemory files(Path data) throws IOException {
        var files = new HashMap<String, String>();
        try (var paths = Files.list(data)) {
            for (var path : paths.toList()) {
                files.put(HOST + path.getFileName(), Files.readString(path));
            }
        }
        return new FilesInMemory(files);
    }

    private void ingest(String file, FilesInMemory files) {
        var processing = new Processing(BuiltInProcessors.withoutFiles(files, HOSTS), CONFIG.rules(), HOSTS);
        var due = new ArrayDeque<UnprocessedEntity>();
        var location = new LocationRef("url", HOST + file);
        due.add(UnprocessedEntity.of(EntityNames.generatedLocation(location), location.toString()));
        while (!due.isEmpty()) {
            var next = due.remove();
            if (processed.containsKey(next.ref())) {
                continue;
            }
            switch (processing.process(next, ProcessorCache.EMPTY)) {
                case ProcessingOutcome.Completed completed -> {
                    processed.put(next.ref(), completed.entity());
                    relations.addAll(completed.relations());
                    due.addAll(completed.emitted());
                }
                case ProcessingOutcome.Failed failed -> errors.put(next.ref(), failed.errors());
            }
        }
    }

    private JsonNode served(String ref) {
        var own = relations.stream()
                .filter(relation -> relation.sourceRef().equals(ref))
                .toList();
        var entity = processed.get(ref);
        return entity == null
                ? Json.object()
                : comparable(
                        FinalEntity.assemble(entity, own, List.of(), "", false).json());
    }

    /** Without what differs from one installation to the next. */
    private static JsonNode comparable(JsonNode entity) {
        var copy = entity.deepCopy();
        ((ObjectNode) copy.path("metadata")).remove(List.of("uid", "etag"));
        return copy;
    }

    private static List<JsonNode> recordings(Path folder, String name) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(path -> path.getFileName().toString().matches("\\d+-" + name + "\\.json"))
                    .sorted()
                    .map(RecordedBackstageTest::read)
                    .toList();
        }
    }

    private static JsonNode read(Path path) {
        try {
            return Json.read(Files.readAllBytes(path));
        } catch (IOException exception) {
            throw new java.io.UncheckedIOException(exception);
        }
    }

    @Test
    void servesWhatBackstageServes() throws IOException {
        var recorded = SharedFolder.find("reference/golden");
        var data = SharedFolder.find("reference/oracle/data/golden");
        assumeTrue(recorded.isPresent() && data.isPresent(), "needs recordings of Backstage");
        var files = files(data.get());
        Stream.of("all.yaml", "mutable.yaml", "invalid-entities.yaml").forEach(file -> ingest(file, files));
        var compared = 0;

        for (var recording : recordings(recorded.get(), "by-name-[a-z]+_[a-z]+_.*")) {
            var body = recording.path("response").path("body");
            var name = body.path("metadata").path("name").asString("");
            if (recording.path("response").path("status").intValue() == 200 && !OTHER_DATA.contains(name)) {
                var expected = comparable(body);
                var ref = Entity.of((ObjectNode) body).ref().toString();
                assertThat(served(ref))
                        .as(ref + " with errors " + errors.get(ref))
                        .isEqualTo(expected);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(15);
    }

    @Test
    void failsAsBackstageFails() throws IOException {
        var recorded = SharedFolder.find("reference/golden");
        var data = SharedFolder.find("reference/oracle/data/golden");
        assumeTrue(recorded.isPresent() && data.isPresent(), "needs recordings of Backstage");
        var files = files(data.get());
        var compared = 0;

        for (var recording : recordings(recorded.get(), "location-create-dryrun-.*")) {
            var target = recording.path("request").path("body").path("target").asString();
            var message = recording
                    .path("response")
                    .path("body")
                    .path("error")
                    .path("message")
                    .asString("");
            if (message.isEmpty() || target.contains("*") || message.contains("YAML error")) {
                continue;
            }
            errors.clear();
            processed.clear();
            ingest(target.substring(HOST.length()), files);
            assertThat(errors.values().stream().flatMap(List::stream).map(EntityError::toString))
                    .as(target)
                    .contains(message);
            compared++;
        }
        assertThat(compared).isEqualTo(5);
    }
}
