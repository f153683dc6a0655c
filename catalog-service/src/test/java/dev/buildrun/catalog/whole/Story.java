package dev.buildrun.catalog.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.EntityNames;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.catalog.whole.PlainCatalog.Declaration;
import dev.buildrun.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes one step after the other in the catalog under test and in the model, and tells what the steps were. */
final class Story {
    private static final String MANAGED_BY = "backstage.io/managed-by-location";
    private static final String ORIGIN = "backstage.io/managed-by-origin-location";
    /** Two providers have one key, so that they may overwrite each other; one has none and gives way to all. */
    private static final List<String> PROVIDERS = List.of("alone", "pair-a", "pair-b", "keyless");

    /** Lists of references that the catalog sorts. */
    private static final List<String> SORTED = List.of("providesApis", "dependsOn", "memberOf", "children");

    private final RunningCatalog catalog;
    private final PlainCatalog model = new PlainCatalog();
    /** The target of each registered location, by id. */
    private final Map<String, String> locations = new TreeMap<>();
    /** Under which name the Location entity of each goes. */
    private final Map<String, String> entityNames = new TreeMap<>();

    private final Set<String> uids = new HashSet<>();

    Story(RunningCatalog catalog) {
        this.catalog = catalog;
        for (var file = 0; file < RandomEntities.FILES; file++) {
            catalog.putFile(RandomEntities.url(file), null);
        }
    }

    /** @return what there is afterwards */
    PlainIndex take(Step step) {
        var random = new RandomEntities(new Random(step.seed()));
        switch (step.kind()) {
            case FULL_MUTATION -> replace(random);
            case DELTA -> adjust(random);
            case REGISTER -> register(random);
            case UNREGISTER -> unregister(random);
            case MOVE_LOCATION -> move(random);
            case DELETE_ENTITY -> delete(random);
            case CHANGE_FILE -> change(random);
            case SWEEP_ORPHANS -> {
                catalog.sweepOrphans();
                model.sweepOrphans();
            }
            case TIME_PASSES -> catalog.timePasses(Duration.ofHours(1));
            case FORGET_PROVIDERS -> forget(random);
        }
        catalog.settle();
        model.settle(catalog::keyOf);
        return observe();
    }

    private void replace(RandomEntities random) {
        var provider = random.any(PROVIDERS);
        var declarations = declarations(provider, random);
        catalog.replace(provider, declarations);
        model.replace(provider, declarations);
    }

    private void adjust(RandomEntities random) {
        var provider = random.any(PROVIDERS);
        var added = random.oneIn(4) ? List.<Declaration>of() : declarations(provider, random);
        var removed = new ArrayList<String>();
        model.rows().stream().filter(_ -> random.oneIn(5)).forEach(row -> removed.add(row.ref));
        catalog.adjust(provider, added, removed);
        model.adjust(provider, added, removed);
    }

    private static List<Declaration> declarations(String provider, RandomEntities random) {
        var place = "url:https://" + provider.replaceFirst("-.", "") + ".test/entities.yaml";
        var declarations = new ArrayList<Declaration>();
        for (var i = random.upTo(4); i > 0; i--) {
            var entity = random.any();
            ((ObjectNode) entity.path("metadata"))
                    .withObjectProperty("annotations")
                    .put(MANAGED_BY, place)
                    .put(ORIGIN, place);
            declarations.add(new Declaration(entity, provider.equals("keyless") ? null : place));
        }
        return declarations;
    }

    private void forget(RandomEntities random) {
        var kept = PROVIDERS.stream().filter(_ -> !random.oneIn(3)).collect(Collectors.toSet());
        kept.add(Locations.SOURCE_KEY);
        catalog.forgetAllBut(kept);
        model.withdrawAllBut(kept);
    }

    private void register(RandomEntities random) {
        var target = RandomEntities.url(random.upTo(RandomEntities.FILES - 1));
        var refresh = random.oneIn(2);
        var answer = catalog.post("/locations" + (refresh ? "?onConflict=refresh" : ""), location(target));
        var isKnown = locations.containsValue(target);
        assertThat(answer.status()).isEqualTo(isKnown && !refresh ? 409 : 201);
        if (answer.status() == 201) {
            var location = answer.body().path("location");
            var id = location.path("id").asString();
            assertThat(locations.containsKey(id)).isEqualTo(isKnown);
            locations.put(id, target);
            entityNames.put(id, location.path("entityRef").asString().substring("location:default/".length()));
            declareLocation(id, target);
        }
    }

    private void declareLocation(String id, String target) {
        var entity =
                EntityNames.generatedLocation(new LocationRef("url", target)).copy();
        ((ObjectNode) entity.path("metadata")).put("name", entityNames.get(id));
        model.declare(Locations.SOURCE_KEY, new Declaration(entity, "url:" + target));
    }

    private static ObjectNode location(String target) {
        return Json.object().put("type", "url").put("target", target);
    }

    private void unregister(RandomEntities random) {
        var id = anyLocation(random);
        if (id != null) {
            assertThat(catalog.send("DELETE", "/locations/" + id, null).status())
                    .isEqualTo(204);
            model.withdraw(Locations.SOURCE_KEY, List.of("location:default/" + entityNames.get(id)));
            locations.remove(id);
        }
    }

    private void move(RandomEntities random) {
        var id = anyLocation(random);
        if (id == null) {
            return;
        }
        var target = RandomEntities.url(random.upTo(RandomEntities.FILES - 1));
        var isTaken = locations.containsValue(target) && !target.equals(locations.get(id));
        var answer = catalog.send("PUT", "/locations/" + id, location(target));
        assertThat(answer.status()).isEqualTo(isTaken ? 409 : 200);
        if (!isTaken) {
            if (!target.equals(locations.get(id))) {
                model.withdraw(Locations.SOURCE_KEY, List.of("location:default/" + entityNames.get(id)));
            }
            locations.put(id, target);
            declareLocation(id, target);
        }
    }

    private @Nullable String anyLocation(RandomEntities random) {
        if (locations.isEmpty()) {
            return null;
        }
        var target = random.any(locations.values().stream().sorted().toList());
        return locations.keySet().stream()
                .filter(id -> target.equals(locations.get(id)))
                .findFirst()
                .orElseThrow();
    }

    private void delete(RandomEntities random) {
        var served = model.served();
        if (!served.isEmpty()) {
            var row = random.any(served);
            assertThat(catalog.send("DELETE", "/entities/by-uid/" + row.uid, null)
                            .status())
                    .isEqualTo(204);
            model.remove(Set.of(row.ref));
        }
    }

    /** Whoever reads the file is told, in one of the ways in which that can be. */
    private void change(RandomEntities random) {
        var url = RandomEntities.url(random.upTo(RandomEntities.FILES - 1));
        var text = text(url, random);
        catalog.putFile(url, text);
        switch (random.upTo(2)) {
            case 0 -> catalog.refreshByKeys(List.of("url:" + url));
            case 1 -> catalog.timePasses(Duration.ofHours(1));
            default ->
                model.readersOf(url)
                        .forEach(ref -> assertThat(
                                        catalog.post("/refresh", Json.object().put("entityRef", ref))
                                                .status())
                                .isEqualTo(200));
        }
    }

    private @Nullable String text(String url, RandomEntities random) {
        if (random.oneIn(8)) {
            model.file(url, null);
            return null;
        }
        if (random.oneIn(8)) {
            model.file(url, new PlainCatalog.File.Broken());
            return "kind: [not closed";
        }
        var documents = random.documents();
        if (random.oneIn(10)) {
            documents.add((ObjectNode)
                    Json.read("{\"apiVersion\":\"a/b\",\"kind\":\"Group\",\"metadata\":{\"name\":\"g0\"}}"));
        }
        model.file(url, new PlainCatalog.File.Good(documents));
        return documents.stream().map(Json::write).collect(Collectors.joining("\n---\n"));
    }

    /** Compares what is served with what should be, and takes over what only the catalog can know. */
    private PlainIndex observe() {
        var served = new TreeMap<String, ObjectNode>();
        for (var entity : catalog.get("/entities").body()) {
            served.put(PlainCatalog.ref((ObjectNode) entity), (ObjectNode) entity);
        }
        model.rows().forEach(row -> row.decide(served.get(row.ref)));
        var rows = model.served();
        assertThat(served.keySet())
                .containsExactlyElementsOf(rows.stream().map(row -> row.ref).toList());
        for (var row : rows) {
            learn(row, Objects.requireNonNull(served.get(row.ref)));
        }
        var relations = new PlainRelations(rows);
        var entities = new ArrayList<PlainEntity>();
        for (var row : rows) {
            var actual = Objects.requireNonNull(served.get(row.ref));
            assertThat(actual).isEqualTo(expected(row, relations, actual));
            entities.add(PlainEntity.of(actual, row.ref, model.servedParents(row)));
        }
        return new PlainIndex(entities);
    }

    private void learn(PlainCatalog.Row row, ObjectNode served) {
        var uid = served.path("metadata").path("uid").asString();
        if (row.uid == null) {
            assertThat(uids.add(uid)).as("a uid of its own for " + row.ref).isTrue();
            row.uid = uid;
        }
        var origin = served.path("metadata").path("annotations").path(ORIGIN).asString();
        row.seenOrigin = row.origin;
        row.origin = origin;
        if (row.seenOrigin == null && row.isOrphan()) {
            // Found and lost within one step: nobody is left to say where it came from.
            row.seenOrigin = origin;
        }
    }

    private ObjectNode expected(PlainCatalog.Row row, PlainRelations relations, ObjectNode actual) {
        var expected = Objects.requireNonNull(row.good).deepCopy();
        var metadata = (ObjectNode) expected.path("metadata");
        if (!metadata.has("namespace")) {
            metadata.put("namespace", "default");
        }
        var annotations = metadata.withObjectProperty("annotations");
        assertThat(model.possibleOrigins(row)).as("origins of " + row.ref).contains(row.origin);
        annotations.put(ORIGIN, row.origin);
        annotations.put(
                "backstage.io/view-url", annotations.path(MANAGED_BY).asString().substring("url:".length()));
        if (row.isOrphan()) {
            annotations.put("backstage.io/orphan", "true");
        }
        SORTED.forEach(field -> sort(expected.path("spec").path(field)));
        metadata.put("uid", row.uid).set("etag", actual.path("metadata").path("etag"));
        expected.set("relations", relations.of(row.ref));
        assertThat(actual.path("status").path("items").isEmpty())
                .as("errors of " + row.ref)
                .isNotEqualTo(row.failed);
        if (row.failed) {
            expected.set("status", actual.path("status"));
        }
        return expected;
    }

    private static void sort(JsonNode list) {
        if (list instanceof ArrayNode array) {
            var sorted = array.valueStream()
                    .sorted(Comparator.comparing(JsonNode::asString))
                    .toList();
            array.removeAll();
            array.addAll(sorted);
        }
    }
}
