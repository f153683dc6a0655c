package dev.buildrun.platform.model;

import dev.buildrun.catalog.entity.Entity;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a team can have from the platform by asking for it.
 *
 * @param name in the contract's {@code bindings} the same
 * @param owner null where nobody does
 * @param provisioner {@code secret}, {@code template}, {@code crossplane} …
 * @param plans the smallest first
 */
public record Offering(
        String ref,
        String name,
        String title,
        @Nullable String owner,
        @Nullable String version,
        @Nullable String bindingType,
        @Nullable String provisioner,
        List<String> plans,
        @Nullable String slo) {
    public Offering {
        plans = List.copyOf(plans);
    }

    static Offering of(Entity resource, @Nullable String owner) {
        var plans = resource.annotation(PlatformTypes.PLANS).orElse("");
        return new Offering(
                resource.ref().toString(),
                resource.name(),
                PlatformModel.title(resource),
                owner,
                resource.annotation(PlatformTypes.OFFERING_VERSION).orElse(null),
                resource.annotation(PlatformTypes.BINDING_TYPE).orElse(null),
                resource.annotation(PlatformTypes.PROVISIONER).orElse(null),
                Arrays.stream(plans.split(",", -1))
                        .map(String::strip)
                        .filter(plan -> !plan.isEmpty())
                        .toList(),
                resource.annotation(PlatformTypes.SLO).orElse(null));
    }
}
