package dev.buildrun.catalog.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.whole.PlainIndex.Order;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks everything else that can be asked of entities, at random, and compares the answers with those of the model. */
final class Questions {
    /** What {@code fields} may name, with the way that leads to it. */
    private static final Map<String, List<String>> PATHS = Map.of(
            "kind", List.of("kind"),
            "metadata.name", List.of("metadata", "name"),
            "metadata.annotations", List.of("metadata", "annotations"),
            "metadata.annotations.backstage.io/view-url", List.of("metadata", "annotations", "backstage.io/view-url"),
            "metadata.annotations.x.io/note.more", List.of("metadata", "annotations", "x.io/note.more"),
            "spec.deep", List.of("spec", "deep"),
            "spec.dotted.Key.inner", List.of("spec", "dotted.Key", "inner"),
            "relations", List.of("relations"),
            "nope.nothing", List.of("nope"),
            "Kind", List.of("Kind"));

    private final RunningCatalog catalog;

    Questions(RunningCatalog catalog) {
        this.catalog = catalog;
    }

    void ask(RandomEntities random, PlainIndex index) {
        list(random, index);
        everything(random, index);
        facets(random, index);
        byRefs(random, index);
        if (!index.byRef().isEmpty()) {
            one(random.any(index.byRef()), index);
        }
    }

    /** A replica that starts now has not followed what has happened; it must answer the same. */
    void askAnother(PlainIndex index) {
        assertThat(catalog.getFromAnother("/entities").body().valueStream().toList())
                .isEqualTo(index.byUid().stream().map(PlainEntity::served).toList());
    }

    /** {@code GET /entities} page by page, along its links. */
    private void list(RandomEntities random, PlainIndex index) {
        var predicates = new RandomPredicates(random, index);
        var filter = predicates.filter();
        var orders = new ArrayList<Order>();
        for (var i = random.upTo(2); i > 0; i--) {
            orders.add(new Order(predicates.key(), random.oneIn(2)));
        }
        var limit = 1 + random.upTo(9);
        var offset = random.oneIn(3) ? random.upTo(4) : 0;
        var expected = index.listed(filter.predicate(), orders);
        var url = "/entities?limit=" + limit + "&offset=" + offset + filters(filter) + orders(orders);
        for (var start = offset; url != null; start += limit) {
            var answer = catalog.get(url);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().valueStream().toList())
                    .as(url)
                    .isEqualTo(Pages.slice(expected, start, limit).stream()
                            .map(PlainEntity::served)
                            .toList());
            var link = answer.headers().get("Link");
            assertThat(link != null).as("Link of " + url).isEqualTo(expected.size() > start + limit);
            url = link == null ? null : link.substring(1, link.indexOf('>'));
        }
    }

    /** {@code GET /entities} without pages, in parts. */
    private void everything(RandomEntities random, PlainIndex index) {
        var predicates = new RandomPredicates(random, index);
        var filter = predicates.filter();
        var order = random.oneIn(2) ? new Order(predicates.key(), random.oneIn(2)) : null;
        var fields = new ArrayList<String>();
        PATHS.keySet().stream().sorted().filter(_ -> random.oneIn(4)).forEach(fields::add);
        var url = "/entities?fields=" + (fields.isEmpty() ? "," : Pages.encode(String.join(" , ", fields)))
                + filters(filter) + (order == null ? "" : orders(List.of(order)));
        assertThat(catalog.get(url).body().valueStream().toList())
                .as(url)
                .isEqualTo(index.lines(filter.predicate(), order, null).stream()
                        .map(line -> projected(line.entity().served(), fields))
                        .toList());
    }

    private static ObjectNode projected(ObjectNode entity, List<String> fields) {
        if (fields.isEmpty()) {
            return entity;
        }
        var projected = Json.object();
        for (var field : fields) {
            var path = PATHS.getOrDefault(field, List.of());
            JsonNode value = entity;
            for (var name : path) {
                value = value.isObject() ? value.path(name) : Json.MAPPER.missingNode();
            }
            if (!value.isMissingNode()) {
                var parent = projected;
                for (var name : path.subList(0, path.size() - 1)) {
                    parent = parent.withObjectProperty(name);
                }
                parent.set(path.getLast(), value.deepCopy());
            }
        }
        return projected;
    }

    private static String filters(RandomPredicates.Filter filter) {
        var url = new StringBuilder();
        filter.parameters().stream()
                .filter(text -> !text.isEmpty())
                .forEach(text -> url.append("&filter=").append(Pages.encode(text)));
        return url.toString();
    }

    private static String orders(List<Order> orders) {
        var url = new StringBuilder();
        orders.forEach(order ->
                url.append("&order=").append(Pages.encode((order.descending() ? "desc:" : "asc:") + order.field())));
        return url.toString();
    }

    private void facets(RandomEntities random, PlainIndex index) {
        var predicates = new RandomPredicates(random, index);
        var facets = new TreeSet<>(List.of(predicates.key(), predicates.key(), "metadata.TAGS"));
        var filter = predicates.filter();
        var predicate = random.oneIn(2) ? predicates.predicate(2) : null;
        var url = new StringBuilder("/entity-facets?" + filters(filter).replaceFirst("^&", ""));
        facets.forEach(facet -> url.append("&facet=").append(Pages.encode(facet)));
        var body = Json.object();
        facets.forEach(body.putArray("facets")::add);
        body.set("query", predicate);
        var answer = predicate == null ? catalog.get(url.toString()) : catalog.post("/entity-facets", body);
        for (var facet : facets) {
            var counts = new LinkedHashMap<String, Integer>();
            answer.body()
                    .path("facets")
                    .path(facet)
                    .forEach(bucket -> counts.put(
                            bucket.path("value").asString(),
                            bucket.path("count").asInt()));
            var expected = index.facet(predicate == null ? filter.predicate() : predicate, facet);
            assertThat(List.copyOf(counts.entrySet())).as(url + " " + body).isEqualTo(List.copyOf(expected.entrySet()));
        }
    }

    private void byRefs(RandomEntities random, PlainIndex index) {
        var predicates = new RandomPredicates(random, index);
        var filter = predicates.filter();
        var predicate = predicates.predicate(1);
        var body = Json.object();
        var refs = body.putArray("entityRefs");
        for (var i = random.upTo(6); i > 0 && !index.byRef().isEmpty(); i--) {
            var ref = random.any(index.byRef()).ref();
            refs.add(random.oneIn(5) ? ref.toUpperCase(Locale.ROOT) : ref);
        }
        body.set("query", predicate);
        var answer = catalog.post("/entities/by-refs?" + filters(filter).replaceFirst("^&", ""), body);
        var expected = Json.array();
        for (var ref : refs) {
            index.byRef(ref.asString())
                    .filter(entity -> entity.matches(filter.predicate()) && entity.matches(predicate))
                    .ifPresentOrElse(entity -> expected.add(entity.served()), expected::addNull);
        }
        assertThat(answer.body().path("items")).as(body.toString()).isEqualTo(expected);
    }

    private void one(PlainEntity entity, PlainIndex index) {
        var name = entity.ref().split("[:/]", -1);
        var path = "/entities/by-name/" + name[0].toUpperCase(Locale.ROOT) + "/" + name[1] + "/" + name[2];
        assertThat(catalog.get(path).body()).isEqualTo(entity.served());
        assertThat(catalog.get("/entities/by-uid/" + entity.uid().toUpperCase(Locale.ROOT))
                        .body())
                .isEqualTo(entity.served());
        assertThat(catalog.get(path + "-not").status()).isEqualTo(404);
        var ancestry = new TreeMap<String, Set<String>>();
        var items = (ArrayNode) catalog.get(path + "/ancestry").body().path("items");
        for (var item : items) {
            var parents = new HashSet<String>();
            item.path("parentEntityRefs").forEach(parent -> parents.add(parent.asString()));
            ancestry.put(PlainCatalog.ref((ObjectNode) item.path("entity")), parents);
        }
        assertThat(items.path(0).path("entity")).isEqualTo(entity.served());
        assertThat(items).hasSize(ancestry.size());
        assertThat(ancestry).isEqualTo(index.ancestry(entity.ref()));
    }
}
