package dev.buildrun.platform.model;

import org.jspecify.annotations.Nullable;

/**
 * What a team has of a platform service. The team owns its data, the platform team the service.
 *
 * @param owner null where nobody does
 * @param offering the full reference; null where it depends on no offering that the catalog knows
 * @param plan null where it has none
 */
public record Instance(
        String ref,
        String name,
        String title,
        @Nullable String owner,
        @Nullable String offering,
        @Nullable String plan) {}
