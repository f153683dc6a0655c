package dev.buildrun.catalog.impact;

import dev.buildrun.catalog.impact.Impact.Node;
import dev.buildrun.catalog.impact.Impact.Question;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.json.Json;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An impact on the wire, counted by relation and by owner, with how to reach the owners. */
final class ImpactJson {
    static final String ON_CALL = "buildrun.dev/oncall";
    static final String CHANNEL = "buildrun.dev/channel";

    /** Of more owners it is not said how to reach them. */
    private static final int MAX_CONTACTS = 1000;

    private static final Comparator<Map.Entry<String, Integer>> LARGEST_FIRST =
            Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey());

    private final Snapshot snapshot;
    private final Question question;
    private final Titles titles;

    ImpactJson(Snapshot snapshot, Question question) {
        this.snapshot = snapshot;
        this.question = question;
        this.titles = new Titles(snapshot);
    }

    ObjectNode of(Impact impact) {
        var json = Json.object().put("entityRef", question.ref()).put("position", snapshot.position());
        question.relations().forEach(json.putArray("relations")::add);
        json.put("depth", question.depth())
                .put("count", impact.hit().size())
                .put("truncated", impact.isTruncated())
                .put("bound", question.maxHit());
        json.set("root", node(impact.root()));
        var nodes = json.putArray("nodes");
        impact.hit().forEach(node -> nodes.add(node(node)));
        byRelation(json.putArray("byRelation"), impact.hit());
        byOwner(json.putArray("byOwner"), impact.hit());
        return json;
    }

    private ObjectNode node(Node node) {
        var json = Json.object()
                .put("entityRef", node.ref())
                .put("kind", node.ref().substring(0, node.ref().indexOf(':')));
        titles.of(node.ref()).ifPresent(title -> json.put("title", title));
        json.put("ownerRef", node.owner()).put("distance", node.distance()).put("missing", node.isMissing());
        var via = node.via();
        if (via != null) {
            json.putObject("via").put("entityRef", via.ref()).put("relation", via.relation());
        }
        return json;
    }

    private static void byRelation(ArrayNode list, List<Node> nodes) {
        counts(nodes, node -> node.via() == null ? "" : node.via().relation())
                .forEach(count ->
                        list.addObject().put("relation", count.getKey()).put("count", count.getValue()));
    }

    /** Those without an owner come under null, among the others. */
    private void byOwner(ArrayNode list, List<Node> nodes) {
        for (var count : counts(nodes, node -> node.owner() == null ? "" : node.owner())) {
            var json = list.addObject().put("ownerRef", count.getKey().isEmpty() ? null : count.getKey());
            json.put("count", count.getValue());
            if (list.size() <= MAX_CONTACTS) {
                contact(json, count.getKey());
            }
        }
    }

    private static List<Map.Entry<String, Integer>> counts(List<Node> nodes, Function<Node, String> key) {
        var counts = new HashMap<String, Integer>();
        nodes.forEach(node -> counts.merge(key.apply(node), 1, Integer::sum));
        return counts.entrySet().stream().sorted(LARGEST_FIRST).toList();
    }

    private void contact(ObjectNode json, String ownerRef) {
        var owner = snapshot.byRef(ownerRef).filter(_ -> question.visible().test(ownerRef));
        if (owner.isEmpty()) {
            return;
        }
        var entity = snapshot.tree(owner.get());
        var profile = entity.path("spec").path("profile");
        var annotations = entity.path("metadata").path("annotations");
        put(
                json,
                "title",
                entity.path("metadata")
                        .path("title")
                        .asString(profile.path("displayName").asString("")));
        put(json, "email", profile.path("email").asString(""));
        put(json, "onCall", annotations.path(ON_CALL).asString(""));
        put(json, "channel", annotations.path(CHANNEL).asString(""));
    }

    private static void put(ObjectNode json, String field, String value) {
        if (!value.isEmpty()) {
            json.put(field, value);
        }
    }
}
