package dev.buildrun.platform.conformance;

import static dev.buildrun.database.schema.Tables.CONFORMANCE_CHANGES;
import static dev.buildrun.database.schema.Tables.CONFORMANCE_DAYS;
import static dev.buildrun.database.schema.Tables.CONFORMANCE_RESULTS;

import dev.buildrun.database.Columns;
import dev.buildrun.database.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The tables of results: as they are, how they became so, and their numbers by day. */
final class ResultStore {
    private static final Duration CHANGES_KEPT = Duration.ofDays(400);
    private static final Duration DAYS_KEPT = Duration.ofDays(800);
    private static final int MOST_DELETED = 10_000;

    /** A result that is not as it was; null for one that was not there, or is there no more. */
    private record Step(
            Result.Key key,
            @Nullable Result before,
            @Nullable Result after) {
        String owner() {
            return after != null ? after.owner() : before == null ? "" : before.owner();
        }

        boolean isOtherOutcome() {
            return before == null || after == null || before.outcome() != after.outcome();
        }
    }

    /**
     * Writes the results of components in the place of those that are there, and what became others.
     *
     * @param components those that there are results of, and those that have none any more
     * @return the owners whose numbers are others now
     */
    Set<String> replace(Tx tx, Collection<String> components, List<Result> results, Instant now) {
        var before = current(tx, components);
        var steps = new ArrayList<Step>();
        for (var result : results) {
            var old = before.remove(result.key());
            if (!result.equals(old)) {
                steps.add(new Step(result.key(), old, result));
            }
        }
        before.forEach((key, old) -> steps.add(new Step(key, old, null)));
        delete(
                tx,
                steps.stream()
                        .filter(step -> step.after() == null)
                        .map(Step::key)
                        .toList());
        upsert(tx, steps.stream().filter(step -> step.after() != null).toList(), now);
        var told = steps.stream().filter(Step::isOtherOutcome).toList();
        note(tx, told, now);
        var owners = new TreeSet<String>();
        steps.forEach(step -> {
            owners.add(step.owner());
            if (step.before() != null) {
                owners.add(step.before().owner());
            }
        });
        return owners;
    }

    private static Map<Result.Key, Result> current(Tx tx, Collection<String> components) {
        var current = new HashMap<Result.Key, Result>();
        tx.jooq()
                .selectFrom(CONFORMANCE_RESULTS)
                .where(CONFORMANCE_RESULTS.COMPONENT_REF.in(components))
                .fetch(ResultReads::result)
                .forEach(result -> current.put(result.key(), result));
        return current;
    }

    private static void delete(Tx tx, List<Result.Key> keys) {
        if (keys.isEmpty()) {
            return;
        }
        tx.jooq()
                .execute(
                        """
                        delete from conformance_results r
                        using unnest({0}, {1}, {2}, {3}) as gone (component, contract, rule, environment)
                        where r.component_ref = gone.component and r.contract = gone.contract
                          and r.rule = gone.rule and r.environment = gone.environment
                        """,
                        Columns.texts(keys, Result.Key::component),
                        Columns.texts(keys, Result.Key::contract),
                        Columns.texts(keys, Result.Key::rule),
                        Columns.texts(keys, Result.Key::environment));
    }

    private static void upsert(Tx tx, List<Step> steps, Instant now) {
        if (steps.isEmpty()) {
            return;
        }
        var results =
                steps.stream().map(step -> Objects.requireNonNull(step.after())).toList();
        tx.jooq()
                .execute(
                        """
                        insert into conformance_results as r (component_ref, contract, rule, environment, owner, severity,
                          result, message, fix, reason, waived_until, since)
                        select c, k, u, e, o, s, t, m, f, w, cast(d as timestamptz), {11}
                        from unnest({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}, {10})
                          as n (c, k, u, e, o, s, t, m, f, w, d)
                        on conflict (component_ref, contract, rule, environment) do update set
                          owner = excluded.owner, severity = excluded.severity, result = excluded.result,
                          message = excluded.message, fix = excluded.fix, reason = excluded.reason,
                          waived_until = excluded.waived_until,
                          since = case when r.result = excluded.result then r.since else excluded.since end
                        """,
                        Columns.texts(results, result -> result.key().component()),
                        Columns.texts(results, result -> result.key().contract()),
                        Columns.texts(results, result -> result.key().rule()),
                        Columns.texts(results, result -> result.key().environment()),
                        Columns.texts(results, Result::owner),
                        Columns.texts(results, result -> ResultReads.text(result.severity())),
                        Columns.texts(results, result -> result.outcome().text()),
                        Columns.texts(results, Result::message),
                        Columns.texts(results, Result::fix),
                        Columns.texts(results, Result::reason),
                        Columns.texts(results, result -> Objects.toString(result.waivedUntil(), null)),
                        DSL.val(now.atOffset(ZoneOffset.UTC)));
    }

    private static void note(Tx tx, List<Step> steps, Instant now) {
        if (steps.isEmpty()) {
            return;
        }
        tx.jooq()
                .execute(
                        """
                        insert into conformance_changes
                          (at, component_ref, contract, rule, environment, owner, before, after, reason)
                        select {8}, c, k, u, e, o, b, a, w
                        from unnest({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}) as n (c, k, u, e, o, b, a, w)
                        """,
                        Columns.texts(steps, step -> step.key().component()),
                        Columns.texts(steps, step -> step.key().contract()),
                        Columns.texts(steps, step -> step.key().rule()),
                        Columns.texts(steps, step -> step.key().environment()),
                        Columns.texts(steps, Step::owner),
                        Columns.texts(steps, step -> outcome(step.before())),
                        Columns.texts(steps, step -> outcome(step.after())),
                        Columns.texts(
                                steps,
                                step -> step.after() == null
                                        ? null
                                        : step.after().reason()),
                        DSL.val(now.atOffset(ZoneOffset.UTC)));
    }

    private static @Nullable String outcome(@Nullable Result result) {
        return result == null ? null : result.outcome().text();
    }

    /** Counts anew how the rules stand today with the components of owners. */
    void count(Tx tx, Collection<String> owners, Instant now) {
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        tx.jooq()
                .deleteFrom(CONFORMANCE_DAYS)
                .where(CONFORMANCE_DAYS.DAY.eq(today))
                .and(CONFORMANCE_DAYS.OWNER.in(owners))
                .execute();
        tx.jooq().execute("""
                        insert into conformance_days (day, rule, owner, passed, failed, waived, unknown)
                        select {0}, rule, owner,
                          count(*) filter (where result = 'pass'), count(*) filter (where result = 'fail'),
                          count(*) filter (where result = 'waived'), count(*) filter (where result = 'unknown')
                        from conformance_results where owner = any({1}) group by rule, owner
                        """, DSL.val(today), Columns.texts(owners));
        zero(tx, owners, today);
    }

    /** A rule that an owner has no result of any more has none from today on, and not what it had before. */
    private static void zero(Tx tx, Collection<String> owners, LocalDate today) {
        tx.jooq().execute("""
                        insert into conformance_days (day, rule, owner, passed, failed, waived, unknown)
                        select distinct cast({0} as date), rule, owner, 0, 0, 0, 0
                        from conformance_days where owner = any({1}) and day < {0}
                        on conflict (day, rule, owner) do nothing
                        """, DSL.val(today), Columns.texts(owners));
    }

    /** Forgets what is old, some at a time. */
    int deleteOld(Tx tx, Instant now) {
        var old = DSL.select(CONFORMANCE_CHANGES.ID)
                .from(CONFORMANCE_CHANGES)
                .where(CONFORMANCE_CHANGES.AT.lt(now.minus(CHANGES_KEPT).atOffset(ZoneOffset.UTC)))
                .orderBy(CONFORMANCE_CHANGES.AT)
                .limit(MOST_DELETED);
        var deleted = tx.jooq()
                .deleteFrom(CONFORMANCE_CHANGES)
                .where(CONFORMANCE_CHANGES.ID.in(old))
                .execute();
        return deleted
                + tx.jooq()
                        .deleteFrom(CONFORMANCE_DAYS)
                        .where(CONFORMANCE_DAYS.DAY.lt(LocalDate.ofInstant(now.minus(DAYS_KEPT), ZoneOffset.UTC)))
                        .execute();
    }
}
