package dev.buildrun.platform.conformance;

import static dev.buildrun.database.schema.Tables.CONFORMANCE_CHANGES;
import static dev.buildrun.database.schema.Tables.CONFORMANCE_DAYS;
import static dev.buildrun.database.schema.Tables.CONFORMANCE_RESULTS;

import dev.buildrun.database.Tx;
import dev.buildrun.platform.contract.RuleTerms.Severity;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The selects over results. */
public final class ResultReads {
    /**
     * A result and since when it is so.
     *
     * @param since when the outcome became this one
     */
    public record Standing(Result result, Instant since) {}

    /** A result that became another. */
    public record Change(
            long id,
            Instant at,
            Result.Key key,
            @Nullable String before,
            @Nullable String after,
            @Nullable String reason) {}

    /** How many results of a rule there were of each kind in the components of an owner, from a day on. */
    public record Day(LocalDate day, String rule, String owner, int passed, int failed, int waived, int unknown) {}

    /**
     * Which results; null for any.
     *
     * @param after only those after this one, in the order of component, contract, rule and environment
     */
    public record Filter(
            @Nullable String component,
            @Nullable String owner,
            @Nullable String rule,
            @Nullable Outcome outcome,
            Result.@Nullable Key after) {
        /** The same, from another place in the order on. */
        public Filter after(Result.Key key) {
            return new Filter(component, owner, rule, outcome, key);
        }

        private Condition condition() {
            var conditions = new ArrayList<Condition>();
            if (component != null) {
                conditions.add(CONFORMANCE_RESULTS.COMPONENT_REF.eq(component));
            }
            if (owner != null) {
                conditions.add(CONFORMANCE_RESULTS.OWNER.eq(owner));
            }
            if (rule != null) {
                conditions.add(CONFORMANCE_RESULTS.RULE.eq(rule));
            }
            if (outcome != null) {
                conditions.add(CONFORMANCE_RESULTS.RESULT.eq(outcome.text()));
            }
            if (after != null) {
                conditions.add(DSL.row(
                                CONFORMANCE_RESULTS.COMPONENT_REF,
                                CONFORMANCE_RESULTS.CONTRACT,
                                CONFORMANCE_RESULTS.RULE,
                                CONFORMANCE_RESULTS.ENVIRONMENT)
                        .gt(after.component(), after.contract(), after.rule(), after.environment()));
            }
            return DSL.and(conditions);
        }
    }

    public List<Standing> list(Tx tx, Filter filter, int limit) {
        return tx.jooq()
                .selectFrom(CONFORMANCE_RESULTS)
                .where(filter.condition())
                .orderBy(
                        CONFORMANCE_RESULTS.COMPONENT_REF,
                        CONFORMANCE_RESULTS.CONTRACT,
                        CONFORMANCE_RESULTS.RULE,
                        CONFORMANCE_RESULTS.ENVIRONMENT)
                .limit(limit)
                .fetch(row -> new Standing(
                        result(row), row.get(CONFORMANCE_RESULTS.SINCE).toInstant()));
    }

    /** What keeps a component from production: errors that fail or are unknown, of an environment or of none. */
    public List<Result> obstacles(Tx tx, String component, String environment) {
        return list(tx, new Filter(component, null, null, null, null), Integer.MAX_VALUE).stream()
                .map(Standing::result)
                .filter(Result::isObstacle)
                .filter(result -> result.key().environment().isEmpty()
                        || result.key().environment().equals(environment))
                .toList();
    }

    /** The newest first. */
    public List<Change> changes(Tx tx, String component, int limit) {
        return tx.jooq()
                .selectFrom(CONFORMANCE_CHANGES)
                .where(CONFORMANCE_CHANGES.COMPONENT_REF.eq(component))
                .orderBy(CONFORMANCE_CHANGES.ID.desc())
                .limit(limit)
                .fetch(row -> new Change(
                        row.get(CONFORMANCE_CHANGES.ID),
                        row.get(CONFORMANCE_CHANGES.AT).toInstant(),
                        new Result.Key(
                                row.get(CONFORMANCE_CHANGES.COMPONENT_REF),
                                row.get(CONFORMANCE_CHANGES.CONTRACT),
                                row.get(CONFORMANCE_CHANGES.RULE),
                                row.get(CONFORMANCE_CHANGES.ENVIRONMENT)),
                        row.get(CONFORMANCE_CHANGES.BEFORE),
                        row.get(CONFORMANCE_CHANGES.AFTER),
                        row.get(CONFORMANCE_CHANGES.REASON)));
    }

    /** Rows up to a day, those before the first that may matter included; in the order of days. */
    public List<Day> days(Tx tx, LocalDate from, LocalDate to, @Nullable String owner, @Nullable String rule) {
        var other = CONFORMANCE_DAYS.as("other");
        var lastBefore = DSL.select(DSL.max(other.DAY))
                .from(other)
                .where(other.RULE.eq(CONFORMANCE_DAYS.RULE))
                .and(other.OWNER.eq(CONFORMANCE_DAYS.OWNER))
                .and(other.DAY.lt(from));
        return tx.jooq()
                .selectFrom(CONFORMANCE_DAYS)
                .where(CONFORMANCE_DAYS.DAY.between(from, to).or(CONFORMANCE_DAYS.DAY.eq(lastBefore)))
                .and(owner == null ? DSL.noCondition() : CONFORMANCE_DAYS.OWNER.eq(owner))
                .and(rule == null ? DSL.noCondition() : CONFORMANCE_DAYS.RULE.eq(rule))
                .orderBy(CONFORMANCE_DAYS.DAY, CONFORMANCE_DAYS.RULE, CONFORMANCE_DAYS.OWNER)
                .fetch(row -> new Day(
                        row.get(CONFORMANCE_DAYS.DAY),
                        row.get(CONFORMANCE_DAYS.RULE),
                        row.get(CONFORMANCE_DAYS.OWNER),
                        row.get(CONFORMANCE_DAYS.PASSED),
                        row.get(CONFORMANCE_DAYS.FAILED),
                        row.get(CONFORMANCE_DAYS.WAIVED),
                        row.get(CONFORMANCE_DAYS.UNKNOWN)));
    }

    static Result result(Record row) {
        return new Result(
                new Result.Key(
                        row.get(CONFORMANCE_RESULTS.COMPONENT_REF),
                        row.get(CONFORMANCE_RESULTS.CONTRACT),
                        row.get(CONFORMANCE_RESULTS.RULE),
                        row.get(CONFORMANCE_RESULTS.ENVIRONMENT)),
                row.get(CONFORMANCE_RESULTS.OWNER),
                Severity.valueOf(row.get(CONFORMANCE_RESULTS.SEVERITY).toUpperCase(Locale.ROOT)),
                Outcome.of(row.get(CONFORMANCE_RESULTS.RESULT)),
                row.get(CONFORMANCE_RESULTS.MESSAGE),
                row.get(CONFORMANCE_RESULTS.FIX),
                row.get(CONFORMANCE_RESULTS.REASON),
                instant(row.get(CONFORMANCE_RESULTS.WAIVED_UNTIL)));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    static String text(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
