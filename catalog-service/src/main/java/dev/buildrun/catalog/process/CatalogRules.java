package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.LocationRef;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which kinds of entities may come from which registered locations. An entity is allowed when one rule has both its kind and
 * its location; without any rule nothing is.
 */
public record CatalogRules(List<Rule> rules) {
    /** What holds where the config says nothing. */
    public static final CatalogRules DEFAULT = new CatalogRules(List.of(new Rule(
            Stream.of("Component", "API", "Location")
                    .map(kind -> new AllowedKind(kind, null))
                    .toList(),
            null)));

    public CatalogRules {
        rules = List.copyOf(rules);
    }

    /**
     * One rule.
     *
     * @param locations null for any location
     */
    public record Rule(List<AllowedKind> allow, @Nullable List<AllowedLocation> locations) {
        public Rule {
            allow = List.copyOf(allow);
            locations = locations == null ? null : List.copyOf(locations);
        }

        boolean allows(Entity entity, LocationRef origin) {
            return allow.stream().anyMatch(kind -> kind.matches(entity))
                    && (locations == null || locations.stream().anyMatch(location -> location.matches(origin)));
        }
    }

    /**
     * A kind, in any case.
     *
     * @param specType the only value of {@code spec.type} that is meant, in any case; null for every one
     */
    public record AllowedKind(String kind, @Nullable String specType) {
        boolean matches(Entity entity) {
            return kind.equalsIgnoreCase(entity.kind())
                    && (specType == null
                            || specType.equalsIgnoreCase(
                                    entity.spec().path("type").asString("")));
        }
    }

    /**
     * Locations of one type.
     *
     * @param target which of them; null for all
     */
    public record AllowedLocation(String type, @Nullable Target target) {
        boolean matches(LocationRef origin) {
            return type.equals(origin.type()) && (target == null || target.matches(origin.target()));
        }
    }

    /** The targets of locations. */
    public sealed interface Target {
        boolean matches(String target);

        /** One target, letter by letter. */
        record Exact(String text) implements Target {
            @Override
            public boolean matches(String target) {
                return text.equals(target);
            }
        }

        /** Every target that a pattern with wildcards matches, in any case. */
        record Matching(Glob pattern) implements Target {
            @Override
            public boolean matches(String target) {
                return pattern.matches(target);
            }
        }
    }

    public boolean allows(Entity entity, LocationRef origin) {
        return rules.stream().anyMatch(rule -> rule.allows(entity, origin));
    }
}
