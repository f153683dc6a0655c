package dev.buildrun.access;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to do, in Backstage's words.
 *
 * @param name for instance {@code catalog.entity.delete}
 * @param action {@code create}, {@code read}, {@code update} or {@code delete}; null where it is none of these
 * @param resourceType what it is done to, for instance {@code catalog-entity}; null for a basic permission
 */
public record Permission(
        String name, @Nullable String action, @Nullable String resourceType) {}
