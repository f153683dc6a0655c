package dev.buildrun.catalog.explain;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.process.CatalogRules;
import dev.buildrun.catalog.process.CatalogRules.AllowedKind;
import dev.buildrun.catalog.process.CatalogRules.AllowedLocation;
import dev.buildrun.catalog.process.CatalogRules.Rule;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says of a kind that was refused for a location which rules there are for it. */
final class RuleAdvice {
    private static final Pattern REFUSED =
            Pattern.compile("Entity (\\S+) at .+, originated at (.+), is not of an allowed kind for that location");

    private final CatalogRules rules;

    RuleAdvice(CatalogRules rules) {
        this.rules = rules;
    }

    /** Which rules had a say, and what to change. */
    record Advice(String reason, String fix) {}

    /** Empty for an error that is about something else. */
    Optional<Advice> advice(EntityError error) {
        var matcher = REFUSED.matcher(error.message());
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(advice(EntityRef.parse(matcher.group(1)), LocationRef.parse(matcher.group(2))));
        } catch (ServiceException notOfThisForm) {
            return Optional.empty();
        }
    }

    private Advice advice(EntityRef ref, LocationRef origin) {
        var kind = ref.kind();
        var applying = rules.rules().stream()
                .filter(rule -> applies(rule, origin))
                .map(RuleAdvice::text)
                .distinct()
                .collect(Collectors.joining("; "));
        var elsewhere = rules.rules().stream()
                .filter(rule -> !applies(rule, origin) && allowsKind(rule, kind))
                .map(RuleAdvice::text)
                .distinct()
                .collect(Collectors.joining("; "));
        var reason = "The rules for " + origin + " are: " + (applying.isEmpty() ? "none" : applying)
                + ". None of them allows the kind " + kind
                + (elsewhere.isEmpty() ? "." : ", which is allowed only where it says: " + elsewhere + ".");
        var fix = "Add {allow: [" + kind + "], locations: [{type: " + origin.type() + ", exact: '" + origin.target()
                + "'}]} to catalog.rules, or " + kind
                + " to the rules of the location in catalog.locations, or take the entity out of that location.";
        return new Advice(reason, fix);
    }

    private static boolean applies(Rule rule, LocationRef origin) {
        return rule.locations() == null
                || rule.locations().stream()
                        .anyMatch(location -> location.type().equals(origin.type())
                                && (location.target() == null
                                        || location.target().matches(origin.target())));
    }

    private static boolean allowsKind(Rule rule, String kind) {
        return rule.allow().stream().anyMatch(allowed -> allowed.kind().equalsIgnoreCase(kind));
    }

    private static String text(Rule rule) {
        var kinds = rule.allow().stream().map(RuleAdvice::text).collect(Collectors.joining(", "));
        var where = rule.locations() == null
                ? "anywhere"
                : "from " + rule.locations().stream().map(RuleAdvice::text).collect(Collectors.joining(" or "));
        return "allow " + (kinds.isEmpty() ? "nothing" : kinds) + " " + where;
    }

    private static String text(AllowedKind kind) {
        return kind.specType() == null
                ? kind.kind()
                : kind.kind() + " of type " + kind.specType().toLowerCase(Locale.ROOT);
    }

    private static String text(AllowedLocation location) {
        return location.type() + ":" + text(location.target());
    }

    private static String text(CatalogRules.@Nullable Target target) {
        return switch (target) {
            case null -> "*";
            case CatalogRules.Target.Exact(var text) -> text;
            case CatalogRules.Target.Matching(var pattern) -> pattern.toString();
        };
    }
}
