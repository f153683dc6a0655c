package dev.buildrun.access;

import org.jspecify.annotations.Nullable;

/** Who decides what a caller may do with a resource, as {@link ResourceDecisions#decide} does. */
@FunctionalInterface
public interface ResourceDecider {
    /** @param resourceRef what it is about; null where it is about nothing in particular */
    Decision decide(Caller caller, Permission permission, @Nullable String resourceRef);
}
