package dev.buildrun.catalog.entity;

import org.jspecify.annotations.Nullable;

/**
 * One thing that an entity can be found by.
 *
 * @param key the path, in lower case: {@code metadata.annotations.backstage.io/orphan}
 * @param value in lower case; null where the entity has no value there, or one that is too long to compare
 * @param originalValue the value as it was written; null where {@code value} is
 */
public record SearchField(
        String key, @Nullable String value, @Nullable String originalValue) {}
