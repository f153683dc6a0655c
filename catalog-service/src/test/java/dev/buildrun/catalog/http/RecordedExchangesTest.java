package dev.buildrun.catalog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.buildrun.catalog.entity.CanonicalJson;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks what Backstage's own catalog was asked when its exchanges were recorded, and compares the answers. The catalog holds the recorded
 * components only, so those questions are left out whose answers have other kinds in them. Skipped where there is no recording.
 */
class RecordedExchangesTest {
    private static final Path RECORDING = Path.of(System.getProperty("recording", "../../shared/reference/golden"));
    private static final String COMPONENTS = "115-entities-filter.json";
    private static final String MOUNT = "/api/catalog";

    private static final Set<String> WITH_COMPONENTS_ONLY = Set.of(
            "074-by-name",
            "078-by-name-case",
            "081-by-name-component_default_artist-lookup",
            "082-by-name-component_default_wayback",
            "083-by-name-component_default_dangling",
            "084-by-name-component_default_conflicted",
            "085-by-name-component_default_json-placeholder",
            "111-by-uid",
            "115-entities-filter",
            "116-entities-filter-and",
            "119-entities-filter-exists",
            "121-entities-filter-case",
            "122-entities-filter-array",
            "123-entities-filter-array-exists",
            "124-entities-filter-number",
            "125-entities-filter-bool",
            "126-entities-filter-null",
            "127-entities-filter-nested-array",
            "128-entities-filter-long",
            "129-entities-filter-unicode",
            "130-entities-filter-uid",
            "131-entities-filter-orphan",
            "134-entities-fields-nested",
            "136-entities-order",
            "137-entities-order-multi",
            "139-entities-limit",
            "140-entities-after",
            "141-entities-offset",
            "146-bq-filter-order",
            "147-bq-cursor-next",
            "148-bq-cursor-prev",
            "149-bq-cursor-next2",
            "152-bq-order-desc",
            "154-bq-order-two-fields",
            "157-bq-offset",
            "158-bq-limit-0",
            "160-bq-fulltext",
            "165-bq-total-exclude",
            "167-bq-filter-none",
            "171-pbq-eq",
            "172-pbq-cursor",
            "174-pbq-all-not",
            "175-pbq-exists",
            "176-pbq-not-exists",
            "178-pbq-contains",
            "181-pbq-number",
            "186-pbq-fulltext",
            "187-pbq-total-exclude",
            "188-by-refs",
            "189-by-refs-fields",
            "190-by-refs-filter",
            "191-by-refs-query",
            "192-by-refs-bad-ref",
            "193-by-refs-empty",
            "197-facets-filter",
            "199-facets-relations",
            "200-facets-case",
            "201-facets-original-case",
            "202-facets-unknown");

    @TestFactory
    Stream<DynamicTest> answersAsRecorded() throws IOException {
        assumeTrue(Files.isDirectory(RECORDING), "no recording");
        var snapshot = snapshot(read(COMPONENTS).path("response").path("body"));
        var server = CatalogServer.start(
                CatalogRoutes.reading(new FreshCatalog(() -> snapshot, () -> {}, CatalogServer.ACCESS)));
        try (var files = Files.list(RECORDING)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .sorted()
                    .filter(name -> concernsComponents(name.replace(".json", ""), read(name)))
                    .toList()
                    .stream()
                    .map(name -> DynamicTest.dynamicTest(name, () -> compare(server, read(name))))
                    .onClose(server::close);
        }
    }

    private static boolean concernsComponents(String name, JsonNode exchange) {
        var path = exchange.path("request").path("path").asString();
        var status = exchange.path("response").path("status").asInt();
        var reading = path.startsWith(MOUNT + "/entities") || path.startsWith(MOUNT + "/entity-facets");
        var method = exchange.path("request").path("method").asString();
        var early = name.compareTo("207") < 0 && name.compareTo("074") >= 0;
        return WITH_COMPONENTS_ONLY.contains(name)
                || (early && reading && status >= 400 && (method.equals("GET") || method.equals("POST")));
    }

    private static void compare(CatalogServer server, JsonNode exchange) {
        var request = exchange.path("request");
        var body = request.path("body");

        var answer = server.send(
                request.path("method").asString(),
                request.path("path").asString().substring(MOUNT.length()),
                body.isNull() ? null : Json.write(body));

        assertThat(answer.status())
                .isEqualTo(exchange.path("response").path("status").asInt());
        assertThat(answer.header("link")).isEqualTo(header(exchange, "link"));
        assertThat(comparable(answer.json()))
                .isEqualTo(comparable(exchange.path("response").path("body")));
    }

    private static String header(JsonNode exchange, String name) {
        for (var header : exchange.path("response").path("headers")) {
            if (header.path(0).asString().equalsIgnoreCase(name)) {
                return header.path(1).asString();
            }
        }
        return "";
    }

    /** That there is a cursor is compared, not its text. */
    private static JsonNode comparable(JsonNode body) {
        var copy = body.deepCopy();
        if (copy.path("pageInfo") instanceof ObjectNode pageInfo) {
            pageInfo.propertyNames().forEach(cursor -> pageInfo.put(cursor, "present"));
        }
        return copy;
    }

    private static Snapshot snapshot(JsonNode entities) {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        entities.forEach(entity -> edit.put(stored((ObjectNode) entity.deepCopy())));
        return edit.finish();
    }

    private static StoredEntity stored(ObjectNode json) {
        var entity = Entity.of(json.deepCopy());
        var errors = new ArrayList<EntityError>();
        json.path("status").path("items").forEach(item -> errors.add(EntityError.parse(item.path("error"))));
        json.remove(List.of("relations", "status"));
        ((ObjectNode) json.path("metadata")).remove("uid");
        return new StoredEntity(
                UUID.fromString(entity.uid().orElseThrow()),
                entity.ref().toString(),
                Entity.of(json),
                CanonicalJson.sha1(json),
                errors,
                entity.relations().stream().sorted(Relation::compareTo).toList(),
                List.of(),
                false);
    }

    private static JsonNode read(String name) {
        try {
            return Json.read(Files.readAllBytes(RECORDING.resolve(name)));
        } catch (IOException exception) {
            throw new IllegalStateException(name, exception);
        }
    }
}
