package dev.buildrun.catalog.entity;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.json.EcmaNumber;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Flattens a served entity into the fields that filters, facets and orders see, exactly as Backstage's search table has them. */
public final class SearchFields {
    private static final int MAX_LENGTH = 200;
    private static final Set<String> SKIPPED = Set.of(
            "attachments",
            "relations",
            "status",
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "metadata.etag");

    private final List<Found> found = new ArrayList<>();
    private final Set<String> keysOfItems = new HashSet<>();

    private SearchFields() {}

    private record Found(String key, @Nullable String value) {}

    /** The fields of a served entity, each key with each value once. Keys that differ only in case count as one. */
    public static Collection<SearchField> of(Entity served) {
        var fields = new LinkedHashMap<String, SearchField>();
        for (var row : flatten(served)) {
            var field = field(row);
            if (field.key().length() <= MAX_LENGTH) {
                fields.putIfAbsent(field.key() + "\n" + field.value(), field);
            }
        }
        return List.copyOf(fields.values());
    }

    /**
     * The keys, in lower case, that the entity has in more than one spelling. Such an entity could not be told apart by them, so
     * it is refused.
     */
    public static Optional<EntityError> keysThatDifferOnlyInCase(Entity entity) {
        var spellings = new HashMap<String, String>();
        var bad = new LinkedHashSet<String>();
        for (var row : flatten(entity)) {
            var lower = lower(row.key());
            var other = spellings.putIfAbsent(lower, row.key());
            if (other != null && !other.equals(row.key())) {
                bad.add(lower);
            }
        }
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(EntityError.input(
                        "Entity has duplicate keys that vary only in casing, '" + String.join("', '", bad) + "'"));
    }

    private static List<Found> flatten(Entity entity) {
        var fields = new SearchFields();
        fields.visitFields("", entity.json());
        var metadata = entity.metadata();
        fields.add("metadata.name", text(metadata.path("name")));
        fields.add("metadata.namespace", text(metadata.path("namespace")));
        fields.add("metadata.uid", text(metadata.path("uid")));
        if (!metadata.has("namespace")) {
            fields.add("metadata.namespace", EntityRef.DEFAULT_NAMESPACE);
        }
        entity.relations().forEach(relation -> fields.add("relations." + relation.type(), relation.targetRef()));
        return fields.found;
    }

    private void visit(String path, JsonNode node) {
        if (SKIPPED.contains(path)) {
            return;
        }
        if (node.isObject()) {
            visitFields(path, node);
        } else if (node.isArray()) {
            node.forEach(item -> visitItem(path, item));
        } else {
            add(path, text(node));
        }
    }

    private void visitFields(String path, JsonNode object) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            visit(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue());
        }
    }

    /** A text in a list is a value of the list's key and a key of its own as well, so that several can be asked for at once. */
    private void visitItem(String path, JsonNode item) {
        visit(path, item);
        if (item.isString()) {
            var key = path + "." + item.asString();
            if (keysOfItems.add(lower(key))) {
                add(key, "true");
            }
        }
    }

    private void add(String key, @Nullable String value) {
        found.add(new Found(key, value));
    }

    private static SearchField field(Found row) {
        var key = lower(row.key());
        if (row.value() == null || lower(row.value()).length() > MAX_LENGTH) {
            return new SearchField(key, null, null);
        }
        return new SearchField(key, lower(row.value()), row.value());
    }

    private static @Nullable String text(JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return null;
        }
        return node.isNumber() ? EcmaNumber.text(node.doubleValue()) : node.asString();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
