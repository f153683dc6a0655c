package dev.buildrun.catalog.explain;

import dev.buildrun.catalog.explain.Facts.Conflict;
import dev.buildrun.catalog.explain.Facts.Declared;
import dev.buildrun.catalog.explain.Facts.LogEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells of an entity that is not there. The last thing found that somebody can do something about is the fix. */
final class MissingAccount {
    private static final int FAILING_TOLD = 5;

    private final Facts facts;
    private final List<String> similar;
    private final RuleAdvice rules;
    private final List<String> reasons = new ArrayList<>();
    private String fix = "Register the location that has it with POST /api/catalog/locations, or push it with PUT"
            + " /api/buildrun/providers/{name}/entities.";

    MissingAccount(Facts facts, List<String> similar, RuleAdvice rules) {
        this.facts = facts;
        this.similar = similar;
        this.rules = rules;
    }

    Explanation explanation() {
        reasons.add(facts.ref() + " is not in the catalog.");
        tellPast();
        tellSimilar();
        tellConflicts();
        tellFailing();
        if (reasons.size() == 1) {
            reasons.add(
                    "Nothing that is kept of the past, and no location or provider that is known now, speaks of it.");
        }
        return new Explanation(Status.MISSING, Set.of(Status.MISSING), reasons, fix);
    }

    private Optional<LogEntry> removal() {
        return facts.history().stream()
                .findFirst()
                .filter(newest -> newest.what().equals("removed"));
    }

    private void tellPast() {
        removal().ifPresent(removed -> {
            reasons.add("It was there until " + removed.at() + ", when " + cause(removed) + " removed it, at position "
                    + removed.position() + " of the change log.");
            fix = "Put it back where it came from, or register the location that has it by now.";
        });
        var former = facts.formerLocation();
        if (former == null || former.location() == null) {
            return;
        }
        var origin = former.origin() == null ? former.location() : former.origin();
        reasons.add("It came from " + former.location()
                + (origin.equals(former.location()) ? "" : ", to which " + origin + " leads") + ".");
        if (former.registered()) {
            reasons.add(origin + " is still registered, and does not lead to it any more.");
            fix = "Look whether " + former.location() + " still has it; if so, POST /api/catalog/refresh with the"
                    + " entityRef of the Location entity of " + origin + ".";
        } else if (origin.startsWith("push:")) {
            fix = "Push it again to the provider '" + origin.substring("push:".length()) + "'.";
        } else {
            reasons.add(origin + " is not registered any more.");
            fix = "Register " + origin + " again with POST /api/catalog/locations, if it is still wanted.";
        }
    }

    /** Names the operation in words. */
    private static String cause(LogEntry entry) {
        var by = entry.actor() == null ? "" : " by " + entry.actor();
        return switch (entry.cause()) {
            case "entity:delete" -> "a request to delete it" + by;
            case "location:delete" -> "the removal of the location that led to it" + by;
            case "location:update" -> "a change of the location that led to it" + by;
            case "orphans" -> "the clean-up of orphans, since nothing declared it any more,";
            case "provider:gone" -> "the start of a service in whose config its provider was not there any more";
            case "processing" -> "the processing of what led to it";
            default ->
                entry.cause().startsWith("provider:")
                        ? "the provider '" + entry.cause().substring("provider:".length()) + "'"
                                + (entry.actor() == null ? "" : ", asked by " + entry.actor() + ",")
                        : entry.cause() + by;
        };
    }

    private void tellSimilar() {
        if (!similar.isEmpty()) {
            reasons.add("There is " + String.join(", ", similar) + ", which may be what was meant.");
            if (facts.history().isEmpty()) {
                fix = "If " + similar.getFirst() + " is what was meant, use that reference.";
            }
        }
    }

    private void tellConflicts() {
        for (var conflict : facts.conflicts()) {
            reasons.add(claimant(conflict) + " declared it and was refused at " + conflict.refusedAt()
                    + ", since another source had it then.");
            fix = conflict.provider() == null
                    ? "Wait until what declares it is read again, or ask for that with POST /api/catalog/refresh."
                    : "Let the provider '" + conflict.provider() + "' declare it again.";
        }
    }

    private static String claimant(Conflict conflict) {
        if (conflict.provider() != null) {
            return "The provider '" + conflict.provider() + "'";
        }
        var parent = conflict.parentRef();
        return parent == null || parent.isEmpty() ? "An entity that you may not read" : parent;
    }

    private void tellFailing() {
        var refused = facts.failing().stream().filter(facts::mentions).findFirst();
        if (refused.isPresent()) {
            var error = refused.get().errors().stream()
                    .filter(each ->
                            each.message().toLowerCase(java.util.Locale.ROOT).contains(facts.ref() + " "))
                    .findFirst()
                    .orElseThrow();
            reasons.add(refused.get().ref() + " leads to it, but was refused as a whole: " + error + ".");
            fix = "Correct what the error names, then POST /api/catalog/refresh with {\"entityRef\":\""
                    + refused.get().ref() + "\"}.";
            rules.advice(error).ifPresent(advice -> {
                reasons.add(advice.reason());
                fix = advice.fix();
            });
            return;
        }
        var failing = facts.failing().stream().limit(FAILING_TOLD).toList();
        failing.forEach(each -> reasons.add(each.ref() + " with the targets " + each.targets()
                + " cannot be read, so whatever it leads to may be missing: "
                + each.errors().getFirst() + "."));
        originFailing(failing)
                .ifPresent(each -> fix = "Make " + each.targets()
                        + " readable again or correct what its error names, then POST /api/catalog/refresh with"
                        + " {\"entityRef\":\"" + each.ref() + "\"}.");
    }

    /** The failing location that the entity once came from, or for one that never was, the first that fails. */
    private Optional<Declared> originFailing(List<Declared> failing) {
        var former = facts.formerLocation();
        if (former != null) {
            return failing.stream()
                    .filter(each ->
                            each.locationKey() != null && each.locationKey().equals(former.origin()))
                    .findFirst();
        }
        return similar.isEmpty() ? failing.stream().findFirst() : Optional.empty();
    }
}
