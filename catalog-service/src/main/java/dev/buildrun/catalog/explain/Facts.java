package dev.buildrun.catalog.explain;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.intake.SourceState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the tables say of an entity and of all that leads to it, at one moment.
 *
 * @param now that moment
 * @param position of the change log at that moment
 * @param ref the entity, full and in lower case
 * @param rows what is declared, by ref: the entity itself, unless it is missing, and everything that leads to it
 * @param links who declares what, from the entity upwards
 * @param locations the registered locations among the rows, by ref
 * @param sources the state of the providers, by name
 * @param served whether the catalog shows the entity
 * @param refreshKeys what the entity was made from
 * @param conflicts who was refused the entity because another source has it
 * @param history the newest changes of the entity first
 * @param formerLocation where a missing entity came from when it was last there
 * @param failing what cannot be processed at present and may therefore not lead to a missing entity
 */
record Facts(
        Instant now,
        long position,
        String ref,
        Map<String, Declared> rows,
        List<Link> links,
        Map<String, Registered> locations,
        Map<String, SourceState> sources,
        boolean served,
        List<String> refreshKeys,
        List<Conflict> conflicts,
        List<LogEntry> history,
        @Nullable Former formerLocation,
        List<Declared> failing) {

    /**
     * A declared entity.
     *
     * @param location its own managed-by-location, null where it names none
     * @param origin the location that somebody registered and that led to it
     * @param targets what it leads to, for a Location
     * @param processedAt null before the first time
     * @param dueAt when it is to be processed; null where nothing is planned
     */
    record Declared(
            String uid,
            String ref,
            @Nullable String locationKey,
            @Nullable String location,
            @Nullable String origin,
            List<String> targets,
            List<EntityError> errors,
            Instant declaredAt,
            @Nullable Instant processedAt,
            @Nullable Instant dueAt,
            boolean inProgress,
            @Nullable Instant orphanedAt) {}

    /**
     * Somebody declares an entity: a provider, or an entity that leads to it.
     *
     * @param parentRef null where a provider does; empty where the caller may not know which entity
     */
    record Link(
            String childRef,
            @Nullable String provider,
            @Nullable String parentRef) {}

    /** A location that somebody registered. */
    record Registered(String id, String type, String target) {}

    /**
     * Somebody was refused the entity.
     *
     * @param parentRef null where it was a provider; empty where the caller may not know which entity
     */
    record Conflict(
            @Nullable String provider,
            @Nullable String parentRef,
            @Nullable String locationKey,
            Instant refusedAt) {}

    /** One row of the change log. */
    record LogEntry(
            long position,
            String what,
            String cause,
            @Nullable String actor,
            Instant at) {}

    /**
     * Where an entity came from.
     *
     * @param registered whether its origin is still a registered location, or one of the config
     */
    record Former(@Nullable String location, @Nullable String origin, boolean registered) {}

    Optional<Declared> entity() {
        return Optional.ofNullable(rows.get(ref));
    }

    List<Link> linksTo(String childRef) {
        return links.stream().filter(link -> link.childRef().equals(childRef)).toList();
    }

    /** Everything that leads to the entity, nearest first. */
    List<Declared> ancestors() {
        return links.stream()
                .map(Link::parentRef)
                .filter(Objects::nonNull)
                .distinct()
                .filter(parent -> !parent.equals(ref))
                .map(rows::get)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The providers at the ends of all ways that lead to the entity. */
    List<String> providers() {
        return links.stream()
                .map(Link::provider)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** What remains for a caller who may not read everything. Whoever may not read the entity sees what is seen of one that never was. */
    Facts visibleTo(Visibility visibility) {
        if (!visibility.entity(ref)) {
            var others = failing.stream()
                    .filter(each -> visibility.entity(each.ref()))
                    .toList();
            return new Facts(
                    now,
                    position,
                    ref,
                    Map.of(),
                    List.of(),
                    Map.of(),
                    Map.of(),
                    false,
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    others.stream().filter(each -> !mentions(each)).toList());
        }
        var visibleRows = new HashMap<>(rows);
        visibleRows.keySet().removeIf(each -> !visibility.entity(each));
        var visibleLocations = new HashMap<>(locations);
        visibleLocations.keySet().removeIf(each -> !visibility.locations() || !visibility.entity(each));
        return new Facts(
                now,
                position,
                ref,
                visibleRows,
                links.stream().map(link -> visible(link, visibility)).distinct().toList(),
                visibleLocations,
                visibility.providers() ? sources : Map.of(),
                served,
                refreshKeys,
                conflicts.stream().map(each -> visible(each, visibility)).toList(),
                history,
                formerLocation,
                failing.stream().filter(each -> visibility.entity(each.ref())).toList());
    }

    /** Whether an error of it speaks of the entity in question. */
    boolean mentions(Declared other) {
        return other.errors().stream()
                .anyMatch(error ->
                        error.message().toLowerCase(java.util.Locale.ROOT).contains(ref + " "));
    }

    private static Link visible(Link link, Visibility visibility) {
        return new Link(
                visible(link.childRef(), visibility),
                link.provider(),
                link.parentRef() == null ? null : visible(link.parentRef(), visibility));
    }

    private static Conflict visible(Conflict conflict, Visibility visibility) {
        var hidden = conflict.parentRef() != null && !visibility.entity(conflict.parentRef());
        return hidden ? new Conflict(null, "", null, conflict.refusedAt()) : conflict;
    }

    private static String visible(String ref, Visibility visibility) {
        return ref.isEmpty() || visibility.entity(ref) ? ref : "";
    }
}
