package dev.buildrun.catalog.explain;

import dev.buildrun.catalog.explain.Facts.Declared;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Makes an explanation of facts. */
final class Explaining {
    /** What has been due for longer than this is late. */
    private static final Duration LATE = Duration.ofMinutes(1);

    private Explaining() {}

    /**
     * Explains.
     *
     * @param similar refs of entities that somebody may have meant, for one that is missing
     * @param installed the names of the providers of this service
     */
    static Explanation explain(Facts facts, List<String> similar, RuleAdvice rules, Set<String> installed) {
        var entity = facts.entity();
        if (entity.isEmpty()) {
            return new MissingAccount(facts, similar, rules).explanation();
        }
        var stale = staleReasons(facts, entity.get(), installed);
        var conditions = conditions(facts, entity.get(), stale);
        return new PresentAccount(facts, entity.get(), stale).explanation(conditions);
    }

    private static Set<Status> conditions(Facts facts, Declared entity, List<String> stale) {
        var conditions = EnumSet.noneOf(Status.class);
        add(conditions, Status.PENDING, entity.processedAt() == null && !facts.served());
        add(conditions, Status.ERRONEOUS, !entity.errors().isEmpty());
        add(conditions, Status.IN_CONFLICT, !facts.conflicts().isEmpty());
        add(conditions, Status.ORPHANED, entity.orphanedAt() != null);
        add(conditions, Status.STALE, facts.served() && !stale.isEmpty());
        add(conditions, Status.PRESENT, conditions.isEmpty());
        return conditions;
    }

    private static void add(Set<Status> conditions, Status status, boolean holds) {
        if (holds) {
            conditions.add(status);
        }
    }

    /** Why what is shown may not be what the source says by now. */
    private static List<String> staleReasons(Facts facts, Declared entity, Set<String> installed) {
        var reasons = new ArrayList<String>();
        var due = entity.dueAt();
        if (entity.processedAt() != null && entity.declaredAt().isAfter(entity.processedAt())) {
            reasons.add("Its source has declared it anew at " + entity.declaredAt()
                    + ", and that has not been processed yet.");
        } else if (due != null && due.plus(LATE).isBefore(facts.now())) {
            reasons.add("It has been due to be processed since " + due + ".");
        }
        for (var ancestor : facts.ancestors()) {
            if (!ancestor.errors().isEmpty()) {
                reasons.add(ancestor.ref() + ", which leads to it, cannot be read at present: "
                        + ancestor.errors().getFirst() + ". So nothing that it leads to is read again.");
            }
        }
        for (var provider : facts.providers()) {
            var state = facts.sources().get(provider);
            if (state != null && state.failure() != null) {
                reasons.add("The provider '" + provider + "' could not say anything new at "
                        + state.failure().at() + ": " + state.failure().message());
            }
            if (!installed.contains(provider)) {
                reasons.add("The provider '" + provider
                        + "' that declares it is not configured any more, so nobody keeps it up to date.");
            }
        }
        return reasons;
    }
}
