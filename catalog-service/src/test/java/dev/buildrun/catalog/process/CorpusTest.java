package dev.buildrun.catalog.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.buildrun.catalog.entity.EntityNames;
import dev.buildrun.catalog.entity.FinalEntity;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.entity.SearchFields;
import dev.buildrun.catalog.process.ProcessingOutcome.Completed;
import dev.buildrun.catalog.process.ProcessingOutcome.Failed;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Takes real descriptor files through processing: whatever is in them, it is an entity that is served or an error that is told. */
class CorpusTest {
    private static final String HOST = "https://example.com/";
    private static final KnownHosts HOSTS = new KnownHosts(Map.of(), null);

    private final Map<String, Integer> counts = new TreeMap<>();

    @Test
    void isProcessedWithoutSurprises() throws IOException {
        var corpus = SharedFolder.find("corpus/entities");
        assumeTrue(corpus.isPresent(), "needs a corpus of descriptors");
        List<Path> paths;
        try (var all = Files.list(corpus.get())) {
            paths = all.sorted().toList();
        }

        for (var path : paths) {
            process(path);
        }

        assertThat(counts).doesNotContainKey("surprise");
        assertThat(counts.get("served"))
                .as("what came of the files: %s", counts)
                .isGreaterThan(paths.size());
    }

    private void process(Path path) throws IOException {
        var url = HOST + path.getFileName();
        var files = new FilesInMemory(Map.of(url, new String(Files.readAllBytes(path), StandardCharsets.UTF_8)));
        var processing = new Processing(BuiltInProcessors.withoutFiles(files, HOSTS), allowAll(), HOSTS);
        var location = UnprocessedEntity.of(EntityNames.generatedLocation(new LocationRef("url", url)), null);
        switch (processing.process(location, ProcessorCache.EMPTY)) {
            case Completed completed -> completed.emitted().forEach(child -> child(child, processing));
            case Failed failed -> failed.errors().forEach(error -> count("file: " + kind(error.toString())));
        }
    }

    private void child(UnprocessedEntity child, Processing processing) {
        switch (processing.process(child, ProcessorCache.EMPTY)) {
            case Completed completed -> {
                var served = FinalEntity.assemble(completed.entity(), completed.relations(), List.of(), "uid", false);
                assertThat(SearchFields.of(served)).hasSizeGreaterThan(5);
                assertThat(Json.read(Json.write(served.json()))).isEqualTo(served.json());
                count("served");
            }
            case Failed failed -> failed.errors().forEach(error -> count("entity: " + kind(error.toString())));
        }
    }

    private static CatalogRules allowAll() {
        var kinds =
                List.of("Component", "API", "Resource", "System", "Domain", "Group", "User", "Location", "Template");
        return new CatalogRules(List.of(new CatalogRules.Rule(
                kinds.stream()
                        .map(kind -> new CatalogRules.AllowedKind(kind, null))
                        .toList(),
                null)));
    }

    private static String kind(String error) {
        if (error.contains("internal error")) {
            return "surprise";
        }
        return error.replaceAll("(\\w+:[\\w./-]+/\\S+|\"[^\"]*\"|'[^']*'|https?:\\S+)", "…")
                .replaceAll("at line.*", "")
                .replaceAll("^(.{90}).*", "$1");
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }
}
