package dev.buildrun.search;

import dev.buildrun.catalog.index.Field;
import dev.buildrun.catalog.index.Snapshot;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/** The filters of a question as sets of entities. Documents have fields of their own names, each of which is one of the entity. */
final class DocumentFilter {
    private static final String OTHER = "other";

    private DocumentFilter() {}

    /** Those of the entities in sight whose document has, for each field, one of the values. */
    static RoaringBitmap in(Snapshot visible, Map<String, List<String>> filters) {
        var found = visible.all().clone();
        filters.forEach((field, values) -> {
            var any = new RoaringBitmap();
            values.forEach(value -> add(visible, field, value, any));
            found.and(any);
        });
        return found;
    }

    private static void add(Snapshot snapshot, String name, String value, RoaringBitmap target) {
        switch (name) {
            case "kind" -> add(snapshot.field("kind"), value, target);
            case "namespace" -> add(snapshot.field("metadata.namespace"), value, target);
            case "name" -> add(snapshot.field("metadata.name"), value, target);
            case "title" -> addTitled(snapshot, value, target);
            case "type", "componentType" -> addOr(snapshot, "spec.type", value, OTHER, target);
            case "lifecycle" -> addOr(snapshot, "spec.lifecycle", value, "", target);
            case "owner" -> addOr(snapshot, "spec.owner", value, "", target);
            default -> {
                // No document has it, so none matches.
            }
        }
    }

    private static void add(Field field, String value, RoaringBitmap target) {
        target.or(field.matches(value.toLowerCase(Locale.ROOT)));
    }

    /** @param otherwise what the document says where the entity says nothing */
    private static void addOr(Snapshot snapshot, String key, String value, String otherwise, RoaringBitmap target) {
        add(snapshot.field(key), value, target);
        if (value.equals(otherwise)) {
            var without = snapshot.all().clone();
            without.andNot(snapshot.field(key).present());
            target.or(without);
        }
    }

    private static void addTitled(Snapshot snapshot, String value, RoaringBitmap target) {
        add(snapshot.field("metadata.title"), value, target);
        var named = snapshot.field("metadata.name")
                .matches(value.toLowerCase(Locale.ROOT))
                .clone();
        named.andNot(snapshot.field("metadata.title").valued().bitmap());
        target.or(named);
    }
}
