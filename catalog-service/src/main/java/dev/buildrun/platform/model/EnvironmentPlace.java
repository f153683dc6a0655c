package dev.buildrun.platform.model;

import dev.buildrun.catalog.entity.Entity;
import org.jspecify.annotations.Nullable;

/**
 * An environment as the catalog shows it; its terms are in the contract.
 *
 * @param order of promotion; {@link Integer#MAX_VALUE} where it says none
 * @param cluster as the entity calls it, to be shown; what is connected to is the operator's configuration alone
 */
public record EnvironmentPlace(
        String ref,
        String name,
        String title,
        int order,
        @Nullable String cluster) {
    static EnvironmentPlace of(Entity resource) {
        var order = resource.annotation(PlatformTypes.PROMOTION_ORDER).orElse("");
        return new EnvironmentPlace(
                resource.ref().toString(),
                resource.name(),
                PlatformModel.title(resource),
                order.matches("\\d{1,9}") ? Integer.parseInt(order) : Integer.MAX_VALUE,
                resource.annotation(PlatformTypes.CLUSTER).orElse(null));
    }
}
