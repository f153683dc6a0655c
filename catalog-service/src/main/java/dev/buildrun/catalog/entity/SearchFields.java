package dev.buildrun.catalog.entity;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.json.EcmaNumber;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Flattens a served entity into the fields that filters, facets and orders see, exactly as Backstage's search table has them. */
public final class SearchFields {
    private static final int MAX_LENGTH = 200;
    /** Stands for null where Backstage compares rows, so that a value which is this very character is not kept. */
    private static final String NO_VALUE = "\u0001";

    private static final Set<String> SKIPPED = Set.of(
            "attachments",
            "relations",
            "status",
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "metadata.etag");

    private final List<Found> found = new ArrayList<>();
    private final Set<String> itemKeys = new HashSet<>();

    SearchFields() {}

    private record Found(String key, @Nullable String value) {}

    /** The fields of a served entity, each key with each value once. Keys that differ only in case count as one. */
    public static Collection<SearchField> of(Entity served) {
        return distinct(flatten(served));
    }

    private static Collection<SearchField> distinct(List<Found> rows) {
        var known = new HashSet<Distinct>();
        var fields = new ArrayList<SearchField>(rows.size());
        for (var row : rows) {
            var field = field(row);
            var value = Objects.requireNonNullElse(field.value(), NO_VALUE);
            if (field.key().length() <= MAX_LENGTH
                    && known.add(new Distinct(field.key(), value))
                    && !NO_VALUE.equals(field.value())) {
                fields.add(field);
            }
        }
        return List.copyOf(fields);
    }

    /** What two fields that are the same have in common. */
    private record Distinct(String key, String value) {}

    /**
     * The keys, in lower case, that the entity has in more than one spelling. Such an entity could not be told apart by them, so
     * it is refused.
     */
    public static Optional<EntityError> keysThatDifferOnlyInCase(Entity entity) {
        var spellings = new LinkedHashSet<String>();
        flatten(entity).forEach(row -> spellings.add(row.key()));
        var known = new HashSet<String>();
        var bad = spellings.stream()
                .map(SearchFields::lower)
                .filter(lower -> !known.add(lower))
                .toList();
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(EntityError.input(
                        "Entity has duplicate keys that vary only in casing, '" + String.join("', '", bad) + "'"));
    }

    private static List<Found> flatten(Entity entity) {
        var fields = new SearchFields();
        fields.visitFields("", entity.json());
        var metadata = entity.metadata();
        fields.addIdentity(text(metadata.path("name")), text(metadata.path("namespace")), text(metadata.path("uid")));
        if (metadata.path("namespace").asString("").isEmpty()) {
            fields.add("metadata.namespace", EntityRef.DEFAULT_NAMESPACE);
        }
        entity.relations().forEach(relation -> fields.add("relations." + relation.type(), relation.targetRef()));
        return fields.found;
    }

    private void addIdentity(@Nullable String name, @Nullable String namespace, @Nullable String uid) {
        add("metadata.name", name);
        add("metadata.namespace", namespace);
        add("metadata.uid", uid);
    }

    /** The same as {@link #of}, of what was added one by one: everything but what follows from the name, and relations. */
    Collection<SearchField> served(@Nullable String name, @Nullable String namespace, String uid) {
        addIdentity(name, namespace, uid);
        if (namespace == null || namespace.isEmpty()) {
            add("metadata.namespace", EntityRef.DEFAULT_NAMESPACE);
        }
        return distinct(found);
    }

    static boolean isSkipped(String path) {
        return SKIPPED.contains(path);
    }

    private void visit(String path, JsonNode node) {
        if (isSkipped(path)) {
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
            addItem(path, item.asString());
        }
    }

    void addItem(String path, String item) {
        var key = path + "." + item;
        if (itemKeys.add(lower(key))) {
            add(key, "true");
        }
    }

    void add(String key, @Nullable String value) {
        found.add(new Found(key, value));
    }

    private static SearchField field(Found row) {
        var key = lower(row.key());
        var value = row.value() == null ? null : lower(row.value());
        return value == null || value.length() > MAX_LENGTH
                ? new SearchField(key, null, null)
                : new SearchField(key, value, row.value());
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
