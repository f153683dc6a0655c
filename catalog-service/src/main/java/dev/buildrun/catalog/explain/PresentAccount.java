package dev.buildrun.catalog.explain;

import dev.buildrun.catalog.explain.Facts.Conflict;
import dev.buildrun.catalog.explain.Facts.Declared;
import dev.buildrun.catalog.explain.Facts.Link;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells of an entity that is declared. */
final class PresentAccount {
    private static final int KEYS_TOLD = 5;

    private final Facts facts;
    private final Declared entity;
    private final List<String> staleReasons;
    private final List<String> reasons = new ArrayList<>();

    PresentAccount(Facts facts, Declared entity, List<String> staleReasons) {
        this.facts = facts;
        this.entity = entity;
        this.staleReasons = staleReasons;
    }

    Explanation explanation(Set<Status> conditions) {
        var status = EnumSet.copyOf(conditions).iterator().next();
        reasons.add(headline(status));
        entity.errors().forEach(error -> reasons.add("The last attempt to process it failed with " + error + "."));
        if (facts.served()) {
            reasons.addAll(staleReasons);
        }
        tellOrigin();
        tellLineage();
        tellConflicts();
        tellTimes();
        return new Explanation(status, conditions, reasons, fix(status));
    }

    private String headline(Status status) {
        var shown = facts.served()
                ? "The catalog still shows it as it was when it could last be processed."
                : "It could never be processed, so the catalog does not show it.";
        return facts.ref()
                + switch (status) {
                    case MISSING -> " is not in the catalog.";
                    case PENDING ->
                        " is declared and waits to be processed for the first time, since " + entity.declaredAt() + ".";
                    case ERRONEOUS -> " has an error. " + shown;
                    case IN_CONFLICT ->
                        " is claimed by more than one source; the one that came first has it"
                                + (entity.locationKey() == null ? "." : ", which is " + entity.locationKey() + ".");
                    case ORPHANED -> " is an orphan: nothing declares it any more, since " + entity.orphanedAt() + ".";
                    case STALE -> " is in the catalog, but what is shown may be older than what its source says.";
                    case PRESENT -> " is in the catalog, and is what its source says.";
                };
    }

    private void tellOrigin() {
        if (entity.location() != null) {
            var from = "It is read from " + entity.location();
            var origin = entity.origin();
            reasons.add(
                    origin == null || origin.equals(entity.location())
                            ? from + "."
                            : from + ", to which " + origin + " leads.");
        }
    }

    /** Everybody who keeps the entity alive, and each of those in turn. */
    private void tellLineage() {
        var links = facts.linksTo(facts.ref());
        if (links.isEmpty()) {
            reasons.add("Nothing keeps it alive: no provider declares it and no entity leads to it.");
        }
        facts.links().forEach(link -> reasons.add(sentence(link)));
    }

    private String sentence(Link link) {
        var what = link.childRef().equals(facts.ref())
                ? "It"
                : link.childRef().isEmpty() ? "That entity" : link.childRef();
        if (link.provider() != null) {
            return what + " is declared by the provider '" + link.provider() + "'" + registration(link) + ".";
        }
        var parent = link.parentRef();
        if (parent == null || parent.isEmpty()) {
            return what + " is kept by an entity that you may not read.";
        }
        var row = facts.rows().get(parent);
        var targets = row == null || row.targets().isEmpty() ? "" : ", whose targets are " + row.targets();
        return what + " is emitted by " + parent + targets + ".";
    }

    private String registration(Link link) {
        var registered = facts.locations().get(link.childRef());
        return registered == null
                ? ""
                : ", for the registered location " + registered.id() + " (" + registered.type() + ":"
                        + registered.target() + ")";
    }

    private void tellConflicts() {
        facts.conflicts()
                .forEach(conflict -> reasons.add("It was refused to " + claimant(conflict) + key(conflict.locationKey())
                        + " at " + conflict.refusedAt() + "."));
    }

    private static String claimant(Conflict conflict) {
        if (conflict.provider() != null) {
            return "the provider '" + conflict.provider() + "'";
        }
        var parent = conflict.parentRef();
        return parent == null || parent.isEmpty() ? "an entity that you may not read" : parent;
    }

    private static String key(@Nullable String locationKey) {
        return locationKey == null ? "" : ", which has it at " + locationKey;
    }

    private void tellTimes() {
        if (entity.processedAt() != null) {
            reasons.add("It was last processed at " + entity.processedAt() + "; its declaration last changed at "
                    + entity.declaredAt() + ".");
        }
        if (entity.dueAt() != null) {
            reasons.add(
                    entity.inProgress() ? "It is being processed." : "It is processed next at " + entity.dueAt() + ".");
        }
        if (!facts.history().isEmpty()) {
            var last = facts.history().getFirst();
            reasons.add("It last changed at " + last.at() + ", by " + last.cause()
                    + (last.actor() == null ? "" : " for " + last.actor()) + ", at position " + last.position()
                    + " of the change log.");
        }
        if (!facts.refreshKeys().isEmpty()) {
            var keys = facts.refreshKeys().stream().limit(KEYS_TOLD).collect(Collectors.joining(", "));
            reasons.add("It is processed again when one of these changes: " + keys
                    + (facts.refreshKeys().size() > KEYS_TOLD ? " and others." : "."));
        }
    }

    private String fix(Status status) {
        var failing = facts.ancestors().stream()
                .filter(each -> !each.errors().isEmpty())
                .findFirst();
        var source = entity.location() == null ? "its source" : entity.location();
        return switch (status) {
            case MISSING, PRESENT -> "Nothing to do.";
            case PENDING ->
                "Wait a moment and ask again. If it stays so, look in the log of the service for processing errors.";
            case ERRONEOUS ->
                "Correct what the error names in " + source + "; then it is read again by itself, or at once with POST"
                        + " /api/catalog/refresh and {\"entityRef\":\"" + facts.ref() + "\"}.";
            case IN_CONFLICT ->
                "Decide which source is to have it, and remove the entity from the others or give it another name"
                        + " there. If another one is to have it, remove it from " + holder()
                        + " first; the other gets it when it is read or pushed again.";
            case ORPHANED ->
                "If it is still wanted, put it back into " + source + " or register a location that leads to it;"
                        + " otherwise delete it with DELETE /api/catalog/entities/by-uid/" + entity.uid()
                        + ". Under catalog.orphanStrategy delete it goes by itself.";
            case STALE ->
                failing.map(each -> "Make " + each.targets() + " readable again, or correct what the error of "
                                + each.ref() + " names; then POST /api/catalog/refresh with {\"entityRef\":\""
                                + facts.ref() + "\"}.")
                        .orElse("Wait until the declaration has been processed. If the provider reports an error,"
                                + " correct it and let it run, or push again.");
        };
    }

    private String holder() {
        return entity.locationKey() == null ? "the source that has it" : entity.locationKey();
    }
}
