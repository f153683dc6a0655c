package dev.buildrun.catalog.explain;

import java.util.function.Predicate;

/**
 * What the caller may see.
 *
 * @param entities refs of entities, full and in lower case
 * @param locations registered locations
 * @param providers how providers are doing
 */
record Visibility(Predicate<String> entities, boolean locations, boolean providers) {
    boolean entity(String ref) {
        return entities.test(ref);
    }
}
