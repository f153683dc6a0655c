package dev.buildrun.platform;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the operator decides, {@code buildrun.platform}.
 *
 * @param max how many platforms there may be, {@code max}
 * @param component the full reference of the one platform, {@code component}; null for the first that the catalog has
 * @param governedTypes {@code spec.type} of the components that rules apply to, {@code componentTypes}
 * @param trustedWaiverLocations what the location of a waiver begins with whose {@code approvedBy} is believed, {@code
 *     waivers.trustedLocations}, for instance {@code url:https://git.example/platform/}
 */
public record PlatformConfig(
        int max, @Nullable String component, List<String> governedTypes, List<String> trustedWaiverLocations) {
    private static final String PATH = "buildrun.platform";
    private static final int MOST_PLATFORMS = 100;

    public static final PlatformConfig DEFAULT = new PlatformConfig(1, null, List.of("service"), List.of());

    public PlatformConfig {
        governedTypes = List.copyOf(governedTypes);
        trustedWaiverLocations = List.copyOf(trustedWaiverLocations);
        if (max < 0 || max > MOST_PLATFORMS) {
            throw new IllegalArgumentException(
                    PATH + ".max: expected a whole number from 0 to " + MOST_PLATFORMS + ", found " + max);
        }
    }

    /**
     * Reads the section.
     *
     * @param buildrun the {@code buildrun} section; a missing node where there is none
     * @throws IllegalArgumentException when something is wrong; the message begins with its path
     */
    public static PlatformConfig parse(JsonNode buildrun) {
        var section = buildrun.path("platform");
        var max = section.path("max");
        if (!max.isMissingNode() && !max.isIntegralNumber()) {
            throw expected(".max", "a whole number", max);
        }
        var component = section.path("component");
        if (!component.isMissingNode() && !component.asString("").matches("component:[a-z0-9._-]+/[a-z0-9._-]+")) {
            throw expected(
                    ".component", "a full reference in lower case, such as component:default/platform", component);
        }
        return new PlatformConfig(
                max.isMissingNode() ? DEFAULT.max() : max.intValue(),
                component.isMissingNode() ? null : component.asString(),
                section.has("componentTypes")
                        ? texts(section.path("componentTypes"), ".componentTypes")
                        : DEFAULT.governedTypes(),
                texts(section.path("waivers").path("trustedLocations"), ".waivers.trustedLocations"));
    }

    private static List<String> texts(JsonNode list, String path) {
        var texts = new ArrayList<String>();
        if (!list.isMissingNode() && !list.isArray()) {
            throw expected(path, "a list of strings", list);
        }
        for (var item : list) {
            if (!item.isString() || item.asString().isBlank()) {
                throw expected(path, "a list of strings", list);
            }
            texts.add(item.asString());
        }
        return texts;
    }

    private static IllegalArgumentException expected(String path, String what, JsonNode found) {
        return new IllegalArgumentException(PATH + path + ": expected " + what + ", found " + found);
    }
}
