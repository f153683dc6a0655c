package dev.buildrun.catalog.query;

import dev.buildrun.catalog.index.Snapshot;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * A text that must occur in one of the fields, in any case.
 *
 * @param fields null stands for the field that is sorted by, or {@code metadata.uid} where nothing is; in no field nothing occurs
 */
public record FullText(String term, @Nullable List<String> fields) {
    private static final String UID = "metadata.uid";

    public FullText {
        term = term.strip();
        fields = fields == null
                ? null
                : List.copyOf(QueryLimits.checked(fields, QueryLimits.MAX_TEXT_FIELDS, "fields to look for a text in"));
    }

    String lowerTerm() {
        return term.toLowerCase(Locale.ROOT);
    }

    /**
     * Whether it applies to the very values that are sorted, so that of an entity with several only those that match are listed. As in the
     * original, not where the field is written with upper case letters.
     */
    boolean concernsOnly(@Nullable OrderField order) {
        return order != null && (fields == null || fields.equals(List.of(order.key())));
    }

    RoaringBitmap in(Snapshot snapshot, @Nullable OrderField order) {
        var found = new RoaringBitmap();
        keys(order).forEach(key -> snapshot.field(key).addContaining(lowerTerm(), found));
        return found;
    }

    /** What {@link #in} costs, in steps as in {@link Cost}. */
    double cost(Snapshot snapshot, @Nullable OrderField order) {
        return keys(order).stream()
                .mapToDouble(key -> snapshot.field(key).valuesToLookAt(lowerTerm()))
                .sum();
    }

    private List<String> keys(@Nullable OrderField order) {
        if (fields == null) {
            return List.of(order == null ? UID : order.key());
        }
        return fields.stream()
                .map(field -> field.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }
}
