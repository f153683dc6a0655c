package dev.buildrun.catalog.explain;

import static dev.buildrun.database.schema.Tables.CHANGE_LOG;
import static dev.buildrun.database.schema.Tables.CHANGE_LOG_HEAD;
import static dev.buildrun.database.schema.Tables.FINAL_ENTITIES;
import static dev.buildrun.database.schema.Tables.LOCATIONS;
import static dev.buildrun.database.schema.Tables.REFRESH_KEYS;
import static dev.buildrun.database.schema.Tables.REFRESH_SOURCE_CONFLICTS;
import static dev.buildrun.database.schema.Tables.REFRESH_STATE;
import static dev.buildrun.database.schema.Tables.REFRESH_STATE_CONFLICTS;
import static dev.buildrun.database.schema.Tables.REFRESH_STATE_REFERENCES;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.position;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.when;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.explain.Facts.Conflict;
import dev.buildrun.catalog.explain.Facts.Declared;
import dev.buildrun.catalog.explain.Facts.Former;
import dev.buildrun.catalog.explain.Facts.Link;
import dev.buildrun.catalog.explain.Facts.LogEntry;
import dev.buildrun.catalog.explain.Facts.Registered;
import dev.buildrun.catalog.intake.SourceState;
import dev.buildrun.catalog.intake.Sources;
import dev.buildrun.database.Tx;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SortField;
import org.jspecify.annotations.Nullable;

/** The selects behind an explanation. They read the tables of all stages and see them at one moment. */
final class ExplainReads {
    private static final int MAX_LEVELS = 32;
    private static final int MAX_ROWS = 200;
    private static final int MAX_KEYS = 100;
    private static final int MAX_CONFLICTS = 50;
    private static final int MAX_HISTORY = 10;
    private static final int MAX_FAILING = 20;

    /** What is never due has an infinite time, which jOOQ cannot read. */
    private static final Field<OffsetDateTime> DUE = when(
                    field("isfinite({0})", Boolean.class, REFRESH_STATE.NEXT_UPDATE_AT), REFRESH_STATE.NEXT_UPDATE_AT)
            .as("due");

    private static final Field<OffsetDateTime> NOW = currentOffsetDateTime();

    /** Must be the first call in its transaction, since all of its selects need the same snapshot. */
    Facts facts(Tx tx, String ref, Sources sources) {
        tx.jooq().execute("set transaction isolation level repeatable read, read only");
        var links = links(tx, ref);
        var refs = new LinkedHashSet<>(Set.of(ref));
        links.forEach(link -> {
            if (link.parentRef() != null) {
                refs.add(link.parentRef());
            }
        });
        var rows = byRef(declared(tx, REFRESH_STATE.ENTITY_REF.eq(any(refs.toArray(String[]::new))), MAX_ROWS));
        var missing = !rows.containsKey(ref);
        return new Facts(
                instant(tx.jooq().select(NOW).fetchSingle().value1()),
                tx.jooq()
                        .select(CHANGE_LOG_HEAD.SEQ)
                        .from(CHANGE_LOG_HEAD)
                        .fetchSingle()
                        .value1(),
                ref,
                rows,
                links,
                registered(tx, refs),
                sources.list(tx).stream().collect(Collectors.toMap(SourceState::name, Function.identity())),
                tx.jooq().fetchExists(FINAL_ENTITIES, FINAL_ENTITIES.ENTITY_REF.eq(ref)),
                refreshKeys(tx, ref),
                conflicts(tx, ref, rows.get(ref)),
                history(tx, ref),
                missing ? former(tx, ref) : null,
                missing ? failing(tx, ref) : List.of());
    }

    /** Level by level, so that a cycle ends; a link is told once. */
    private static List<Link> links(Tx tx, String ref) {
        var links = new ArrayList<Link>();
        var seen = new HashSet<>(Set.of(ref));
        var level = Set.of(ref);
        for (var depth = 0; depth < MAX_LEVELS && !level.isEmpty() && links.size() < MAX_ROWS; depth++) {
            var found = linksTo(tx, level, MAX_ROWS - links.size());
            links.addAll(found);
            level = found.stream()
                    .map(Link::parentRef)
                    .filter(parent -> parent != null && seen.add(parent))
                    .map(String::valueOf)
                    .collect(Collectors.toSet());
        }
        return links;
    }

    private static List<Link> linksTo(Tx tx, Collection<String> children, int limit) {
        return tx.jooq()
                .select(
                        REFRESH_STATE_REFERENCES.TARGET_ENTITY_REF,
                        REFRESH_STATE_REFERENCES.SOURCE_KEY,
                        REFRESH_STATE_REFERENCES.SOURCE_ENTITY_REF)
                .from(REFRESH_STATE_REFERENCES)
                .where(REFRESH_STATE_REFERENCES.TARGET_ENTITY_REF.eq(any(children.toArray(String[]::new))))
                .orderBy(REFRESH_STATE_REFERENCES.ID)
                .limit(limit)
                .fetch(row -> new Link(row.value1(), row.value2(), row.value3()));
    }

    private static Map<String, Declared> byRef(List<Declared> rows) {
        var byRef = new HashMap<String, Declared>();
        rows.forEach(row -> byRef.put(row.ref(), row));
        return byRef;
    }

    private static List<Declared> declared(Tx tx, Condition condition, int limit, SortField<?>... order) {
        return tx.jooq()
                .select(
                        REFRESH_STATE.ENTITY_ID,
                        REFRESH_STATE.ENTITY_REF,
                        REFRESH_STATE.UNPROCESSED_ENTITY,
                        REFRESH_STATE.LOCATION_KEY,
                        REFRESH_STATE.ERRORS,
                        REFRESH_STATE.DECLARED_AT,
                        REFRESH_STATE.PROCESSED_AT,
                        DUE,
                        REFRESH_STATE.CLAIM,
                        REFRESH_STATE.ORPHANED_AT)
                .from(REFRESH_STATE)
                .where(condition)
                .orderBy(order)
                .limit(limit)
                .fetch(ExplainReads::declared);
    }

    private static Declared declared(Record row) {
        var entity = Entity.parse(row.get(REFRESH_STATE.UNPROCESSED_ENTITY));
        return new Declared(
                row.get(REFRESH_STATE.ENTITY_ID).toString(),
                row.get(REFRESH_STATE.ENTITY_REF),
                row.get(REFRESH_STATE.LOCATION_KEY),
                entity.annotation(Annotations.MANAGED_BY_LOCATION).orElse(null),
                entity.annotation(Annotations.MANAGED_BY_ORIGIN_LOCATION).orElse(null),
                targets(entity),
                EntityError.parseAll(row.get(REFRESH_STATE.ERRORS)),
                instant(row.get(REFRESH_STATE.DECLARED_AT)),
                nullable(row.get(REFRESH_STATE.PROCESSED_AT)),
                nullable(row.get(DUE)),
                row.get(REFRESH_STATE.CLAIM) != null,
                nullable(row.get(REFRESH_STATE.ORPHANED_AT)));
    }

    private static List<String> targets(Entity entity) {
        var targets = new ArrayList<String>();
        if (entity.kind().equals("Location")) {
            if (entity.spec().path("target").isString()) {
                targets.add(entity.spec().path("target").asString());
            }
            entity.spec().path("targets").forEach(target -> targets.add(target.asString("")));
        }
        return targets;
    }

    private static Map<String, Registered> registered(Tx tx, Collection<String> refs) {
        return tx.jooq()
                .selectFrom(LOCATIONS)
                .where(LOCATIONS.ENTITY_REF.eq(any(refs.toArray(String[]::new))))
                .fetchMap(
                        LOCATIONS.ENTITY_REF,
                        row -> new Registered(
                                row.get(LOCATIONS.ID).toString(), row.get(LOCATIONS.TYPE), row.get(LOCATIONS.TARGET)));
    }

    private static List<String> refreshKeys(Tx tx, String ref) {
        return tx.jooq()
                .select(REFRESH_KEYS.KEY)
                .from(REFRESH_KEYS)
                .join(REFRESH_STATE)
                .on(REFRESH_STATE.ENTITY_ID.eq(REFRESH_KEYS.ENTITY_ID))
                .where(REFRESH_STATE.ENTITY_REF.eq(ref))
                .orderBy(REFRESH_KEYS.KEY)
                .limit(MAX_KEYS)
                .fetch(REFRESH_KEYS.KEY);
    }

    /** Those that still differ: who has the entity by now is not in conflict any more. */
    private static List<Conflict> conflicts(Tx tx, String ref, @Nullable Declared holder) {
        var conflicts = new ArrayList<Conflict>();
        conflicts.addAll(tx.jooq()
                .selectFrom(REFRESH_STATE_CONFLICTS)
                .where(REFRESH_STATE_CONFLICTS.TARGET_ENTITY_REF.eq(ref))
                .orderBy(REFRESH_STATE_CONFLICTS.SOURCE_ENTITY_REF)
                .limit(MAX_CONFLICTS)
                .fetch(row -> new Conflict(
                        null,
                        row.get(REFRESH_STATE_CONFLICTS.SOURCE_ENTITY_REF),
                        row.get(REFRESH_STATE_CONFLICTS.LOCATION_KEY),
                        instant(row.get(REFRESH_STATE_CONFLICTS.REFUSED_AT)))));
        conflicts.addAll(tx.jooq()
                .selectFrom(REFRESH_SOURCE_CONFLICTS)
                .where(REFRESH_SOURCE_CONFLICTS.TARGET_ENTITY_REF.eq(ref))
                .orderBy(REFRESH_SOURCE_CONFLICTS.SOURCE_KEY)
                .limit(MAX_CONFLICTS)
                .fetch(row -> new Conflict(
                        row.get(REFRESH_SOURCE_CONFLICTS.SOURCE_KEY),
                        null,
                        row.get(REFRESH_SOURCE_CONFLICTS.LOCATION_KEY),
                        instant(row.get(REFRESH_SOURCE_CONFLICTS.REFUSED_AT)))));
        conflicts.removeIf(each -> holder != null
                && each.locationKey() != null
                && each.locationKey().equals(holder.locationKey()));
        return conflicts;
    }

    private static List<LogEntry> history(Tx tx, String ref) {
        return tx.jooq()
                .select(CHANGE_LOG.SEQ, CHANGE_LOG.WHAT, CHANGE_LOG.CAUSE, CHANGE_LOG.ACTOR, CHANGE_LOG.AT)
                .from(CHANGE_LOG)
                .where(CHANGE_LOG.ENTITY_REF.eq(ref))
                .orderBy(CHANGE_LOG.SEQ.desc())
                .limit(MAX_HISTORY)
                .fetch(row ->
                        new LogEntry(row.value1(), row.value2(), row.value3(), row.value4(), instant(row.value5())));
    }

    private static @Nullable Former former(Tx tx, String ref) {
        var body = tx.jooq()
                .select(CHANGE_LOG.BODY)
                .from(CHANGE_LOG)
                .where(CHANGE_LOG.ENTITY_REF.eq(ref))
                .and(CHANGE_LOG.BODY.isNotNull())
                .orderBy(CHANGE_LOG.SEQ.desc())
                .limit(1)
                .fetchOne(CHANGE_LOG.BODY);
        if (body == null) {
            return null;
        }
        var entity = Entity.parse(body);
        var origin = entity.annotation(Annotations.MANAGED_BY_ORIGIN_LOCATION).orElse(null);
        // A registered location and one of the config alike have a Location entity whose key is the location itself.
        var registered = origin != null
                && tx.jooq()
                        .fetchExists(select(REFRESH_STATE.ENTITY_ID)
                                .from(REFRESH_STATE)
                                .where(REFRESH_STATE.LOCATION_KEY.eq(origin))
                                .and(REFRESH_STATE.ENTITY_REF.startsWith("location:")));
        return new Former(entity.annotation(Annotations.MANAGED_BY_LOCATION).orElse(null), origin, registered);
    }

    /** Those whose errors speak of the entity first, then Locations. */
    private static List<Declared> failing(Tx tx, String ref) {
        var spokenOf = position(lower(REFRESH_STATE.ERRORS), ref + " ").gt(0);
        return declared(
                tx,
                REFRESH_STATE
                        .ERRORS
                        .ne(inline("[]"))
                        .and(spokenOf.or(REFRESH_STATE.ENTITY_REF.startsWith("location:"))),
                MAX_FAILING,
                field(spokenOf).desc(),
                REFRESH_STATE.ENTITY_REF.asc());
    }

    private static Instant instant(OffsetDateTime time) {
        return time.toInstant();
    }

    private static @Nullable Instant nullable(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
