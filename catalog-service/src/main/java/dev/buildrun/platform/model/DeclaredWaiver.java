package dev.buildrun.platform.model;

import dev.buildrun.catalog.entity.Entity;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A waiver that stands in the catalog. Whether it counts, others decide.
 *
 * @param components full references of what it is for
 * @param environment the only one where it counts; null for everywhere
 * @param expiresAt null where it says none that can be read; a day ends at midnight UTC
 * @param approvedBy the full reference of a user; null where nobody is named
 */
public record DeclaredWaiver(
        String ref,
        List<String> components,
        String rule,
        @Nullable String environment,
        String reason,
        @Nullable Instant expiresAt,
        @Nullable String approvedBy,
        @Nullable String ticket,
        @Nullable String owner) {
    public DeclaredWaiver {
        components = List.copyOf(components);
    }

    static DeclaredWaiver of(Entity resource, List<String> components, @Nullable String owner) {
        var spec = resource.spec();
        return new DeclaredWaiver(
                resource.ref().toString(),
                components,
                spec.path("rule").asString(""),
                spec.path("environment").isString() ? spec.path("environment").asString() : null,
                spec.path("reason").asString(""),
                moment(spec.path("expiresAt").asString("")),
                PlatformModel.ref(spec.path("approvedBy").asString(""), "user"),
                spec.path("ticket").isString() ? spec.path("ticket").asString() : null,
                owner);
    }

    private static @Nullable Instant moment(String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException _) {
            return null;
        }
    }
}
