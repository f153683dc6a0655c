package dev.buildrun.platform.model;

import org.jspecify.annotations.Nullable;

/**
 * A namespace in one environment.
 *
 * @param name of the namespace
 * @param owner null where nobody does
 * @param component the full reference of the one component that depends on it; null where there is none or more than one
 * @param environment the full reference of the environment that it depends on; null where there is none
 */
public record Workspace(
        String ref,
        String name,
        @Nullable String owner,
        @Nullable String component,
        @Nullable String environment) {}
