package dev.buildrun.platform.model;

import org.jspecify.annotations.Nullable;

/**
 * What a team runs itself because the platform does not offer it.
 *
 * @param owner null where nobody does
 * @param technology null where it says none
 */
public record SelfRunService(
        String ref,
        String name,
        String title,
        @Nullable String owner,
        @Nullable String technology) {}
