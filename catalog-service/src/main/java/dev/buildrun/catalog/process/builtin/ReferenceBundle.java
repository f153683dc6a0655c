package dev.buildrun.catalog.process.builtin;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes one document of a specification that is spread over several: each value that a reference to another file names takes the
 * place of one of the references to it, that which is nearest to the root, and the others point there. It puts everything where the
 * npm package json-schema-ref-parser puts it, which Backstage uses; an {@code $id} has no meaning here.
 */
final class ReferenceBundle {
    private static final int MAX_STEPS = 500_000;
    private static final int MAX_NESTING = 200;

    /** In an AsyncAPI document of version 3 these references mean the thing itself and must stay. */
    private static final List<Pattern> KEPT_IN_ASYNCAPI_3 = List.of(
            Pattern.compile("#(?:/components)?/channels/.*/servers"),
            Pattern.compile("#(?:/components)?/operations/.*/(?:reply/)?(?:channel|messages)"));

    private final ReferenceDocuments documents;
    private final boolean asyncApi3;
    private final List<Entry> inventory = new ArrayList<>();
    private final IdentityHashMap<JsonNode, Map<String, Entry>> known = new IdentityHashMap<>();
    private int steps;

    private ReferenceBundle(ReferenceDocuments documents, boolean asyncApi3) {
        this.documents = documents;
        this.asyncApi3 = asyncApi3;
    }

    /**
     * Bundles.
     *
     * @param root taken over; nobody may use it afterwards
     * @param place where it was read
     * @throws ServiceException of kind INPUT when a reference leads nowhere, a file cannot be read, or there is too much of anything
     */
    static JsonNode of(JsonNode root, String place, ReferenceFiles files) {
        var version = root.path("asyncapi").asString("");
        var bundle = new ReferenceBundle(ReferenceDocuments.of(root, place, files), version.matches("3(\\D.*)?"));
        var holder = Json.object();
        holder.set("root", root);
        bundle.visit(
                holder,
                "root",
                root,
                new ReferencePlace(ReferenceDocuments.ROOT, List.of()),
                ReferenceDocuments.ROOT,
                0);
        bundle.inventory.sort(ORDER);
        bundle.rewrite();
        bundle.straighten(holder.get("root"));
        bundle.steps = 0;
        bundle.measure(holder.get("root"), 0);
        return holder.get("root");
    }

    /** What is small as a graph can be without end as a text. */
    private void measure(JsonNode node, int nesting) {
        step(nesting);
        node.forEach(child -> measure(child, nesting + 1));
    }

    private void step(int nesting) {
        steps++;
        if (steps > MAX_STEPS || nesting > MAX_NESTING) {
            throw ServiceException.input("Expected at most " + MAX_STEPS + " values and " + MAX_NESTING
                    + " levels in a specification with all that it refers to");
        }
    }

    /** One reference: where it stands, and what it leads to. */
    private static final class Entry {
        private final JsonNode parent;
        private final String key;
        private final ReferencePlace at;
        private final ReferenceSearch.Found found;
        private final boolean extended;
        private final int indirections;
        private JsonNode reference;

        Entry(
                JsonNode parent,
                String key,
                JsonNode reference,
                ReferencePlace at,
                ReferenceSearch.Found found,
                int indirections) {
            this.parent = parent;
            this.key = key;
            this.reference = reference;
            this.at = at;
            this.found = found;
            this.extended = ReferenceSearch.isExtended(reference);
            this.indirections = indirections;
        }

        int depth() {
            return at.names().size();
        }

        String document() {
            return found.place().document();
        }

        String fragment() {
            return found.place().fragment();
        }

        boolean isExternal() {
            return !document().equals(ReferenceDocuments.ROOT);
        }

        int definitions() {
            var path = at.fragment();
            return Math.max(path.lastIndexOf("/definitions"), path.lastIndexOf("/$defs"));
        }

        void pointTo(String fragment) {
            if (reference instanceof ObjectNode object) {
                object.put("$ref", fragment);
            }
        }
    }

    /** The first of those that lead to the same value is the one whose place the value takes. */
    private static final Comparator<Entry> ORDER = Comparator.comparing(Entry::document)
            .thenComparing(Entry::fragment)
            .thenComparing(entry -> !entry.found.circular())
            .thenComparing(entry -> entry.extended)
            .thenComparingInt(entry -> entry.indirections)
            .thenComparingInt(Entry::depth)
            .thenComparing(Comparator.comparingInt(Entry::definitions).reversed())
            .thenComparingInt(entry -> entry.at.fragment().length());

    private void visit(
            JsonNode parent, String key, JsonNode value, ReferencePlace at, String document, int indirections) {
        if (ReferenceDocuments.isReference(value)) {
            note(parent, key, value, at, document, indirections);
        } else {
            crawl(value, at, document, indirections);
        }
    }

    private void crawl(JsonNode container, ReferencePlace at, String document, int indirections) {
        if (!container.isContainer() || isKept(at) || ReferenceDocuments.isReference(container)) {
            return;
        }
        step(at.names().size());
        for (var key : keys(container)) {
            visit(container, key, ReferenceSearch.child(container, key), at.below(key), document, indirections);
        }
    }

    private boolean isKept(ReferencePlace at) {
        return asyncApi3
                && KEPT_IN_ASYNCAPI_3.stream()
                        .anyMatch(pattern -> pattern.matcher(at.fragment()).find());
    }

    /** Short keys first, for short references; definitions before all, where people expect what is shared. */
    private static List<String> keys(JsonNode container) {
        if (container.isArray()) {
            return IntStream.range(0, container.size())
                    .mapToObj(Integer::toString)
                    .sorted(Comparator.comparingInt(String::length))
                    .toList();
        }
        return container.propertyNames().stream()
                .sorted(Comparator.comparingLong(ReferenceBundle::index))
                .sorted(Comparator.comparing((String key) -> !key.equals("definitions") && !key.equals("$defs"))
                        .thenComparingInt(String::length))
                .toList();
    }

    /** JavaScript has keys that are numbers first, in their order. */
    private static long index(String key) {
        return key.matches("0|[1-9]\\d{0,8}") ? Long.parseLong(key) : Long.MAX_VALUE;
    }

    private void note(JsonNode parent, String key, JsonNode reference, ReferencePlace at, String document, int before) {
        var asked = documents.target(document, ReferenceDocuments.text(reference));
        var found = ReferenceSearch.find(documents, asked, at.names().isEmpty());
        var entry = new Entry(parent, key, reference, at, found, before + found.indirections());
        var entries = known.computeIfAbsent(parent, _ -> new HashMap<>());
        var other = entries.get(key);
        if (other != null && entry.depth() >= other.depth() && entry.indirections >= other.indirections) {
            return;
        }
        if (other != null) {
            inventory.remove(other);
        }
        entries.put(key, entry);
        inventory.add(entry);
        if (other == null || entry.isExternal()) {
            crawl(found.value(), at, found.place().document(), entry.indirections + 1);
        }
    }

    private void rewrite() {
        @Nullable Entry first = null;
        for (var entry : inventory) {
            if (!entry.isExternal()) {
                entry.pointTo(entry.fragment());
            } else if (first != null && isWithin(entry, first)) {
                var more = entry.found.place().names();
                entry.pointTo(first.at
                        .below(more.subList(first.found.place().names().size(), more.size()))
                        .fragment());
            } else {
                first = entry;
                place(entry);
            }
        }
    }

    private static boolean isWithin(Entry entry, Entry first) {
        return entry.document().equals(first.document())
                && (entry.fragment().equals(first.fragment())
                        || entry.fragment().startsWith(first.fragment() + "/"));
    }

    private static void place(Entry entry) {
        entry.reference = ReferenceSearch.merged((ObjectNode) entry.reference, entry.found.value());
        switch (entry.parent) {
            case ObjectNode object -> object.set(entry.key, entry.reference);
            case ArrayNode array -> array.set(Integer.parseInt(entry.key), entry.reference);
            default -> throw new IllegalStateException("A reference stands in " + entry.parent.getNodeType());
        }
        // What leads round in a circle of references has no value; nothing may point outside any more all the same.
        if (entry.found.circular() || ReferenceDocuments.isReference(entry.found.value())) {
            entry.pointTo(entry.at.fragment());
        }
    }

    /** A pointer must not lead through a reference, so that it is led around. */
    private void straighten(JsonNode root) {
        for (var entry : inventory) {
            var text = ReferenceDocuments.text(entry.reference);
            if (text.startsWith("#/")) {
                var straight = straight(root, text);
                if (!straight.equals(text)) {
                    entry.pointTo(straight);
                }
            }
        }
    }

    private static String straight(JsonNode root, String fragment) {
        var current = root;
        var place = new ReferencePlace(ReferenceDocuments.ROOT, List.of());
        for (var name : ReferenceSearch.names(fragment)) {
            var through = ReferenceDocuments.text(current);
            if (through.startsWith("#/")) {
                place = ReferencePlace.of(ReferenceDocuments.ROOT, through);
                current = walk(root, place.names());
            }
            if (!current.isContainer()) {
                return fragment;
            }
            current = ReferenceSearch.child(current, name);
            place = place.below(name);
        }
        return place.fragment();
    }

    private static JsonNode walk(JsonNode root, List<String> names) {
        var current = root;
        for (var name : names) {
            current = ReferenceSearch.child(current, name);
        }
        return current;
    }
}
