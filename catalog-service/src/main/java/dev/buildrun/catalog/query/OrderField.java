package dev.buildrun.catalog.query;

import java.util.Locale;

/**
 * A field to sort by, and the direction.
 *
 * @param field as it was written; {@link #key} is what is looked up
 */
public record OrderField(String field, boolean descending) {
    String key() {
        return field.toLowerCase(Locale.ROOT);
    }

    String direction() {
        return descending ? "desc" : "asc";
    }
}
