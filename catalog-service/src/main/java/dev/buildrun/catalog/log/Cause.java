package dev.buildrun.catalog.log;

import org.jspecify.annotations.Nullable;

/**
 * Why the catalog changed, for the history and the audit.
 *
 * @param what the operation, for instance {@code processing} or {@code provider:locations}
 * @param actor the caller who asked for it; null where nobody did
 */
public record Cause(String what, @Nullable String actor) {
    public static Cause of(String what) {
        return new Cause(what, null);
    }
}
