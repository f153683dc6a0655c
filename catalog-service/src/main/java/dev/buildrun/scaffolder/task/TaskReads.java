package dev.buildrun.scaffolder.task;

import static dev.buildrun.database.schema.Tables.TASKS;

import dev.buildrun.database.Tx;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The list of tasks. */
final class TaskReads {
    private static final Field<String> TEMPLATE = DSL.field(
            "coalesce(cast({0} as json) -> 'templateInfo' ->> 'entityRef', '')", SQLDataType.VARCHAR, TASKS.SPEC);

    TaskPage list(Tx tx, TaskQuery query) {
        var matches = condition(query);
        var total = tx.jooq().fetchCount(TASKS, matches);
        if (query.limit() == 0) {
            return new TaskPage(List.of(), total);
        }
        var tasks = tx.jooq()
                .select(TaskStore.TASK_FIELDS)
                .from(TASKS)
                .where(matches)
                .orderBy(order(query))
                .limit(query.limit())
                .offset(query.offset())
                .fetch()
                .map(TaskStore::task);
        return new TaskPage(tasks, total);
    }

    private static Condition condition(TaskQuery query) {
        var condition = condition(query.visible());
        if (!query.createdBy().isEmpty()) {
            condition = condition.and(TASKS.CREATED_BY.in(query.createdBy()));
        }
        if (!query.statuses().isEmpty()) {
            condition = condition.and(TASKS.STATUS.in(query.statuses()));
        }
        return condition;
    }

    private static Condition condition(TaskFilter filter) {
        return switch (filter) {
            case TaskFilter.AnyOf(var filters) ->
                DSL.or(filters.stream().map(TaskReads::condition).toList());
            case TaskFilter.AllOf(var filters) when filters.isEmpty() -> DSL.noCondition();
            case TaskFilter.AllOf(var filters) ->
                DSL.and(filters.stream().map(TaskReads::condition).toList());
            case TaskFilter.Not(var negated) -> condition(negated).not();
            // Not null comes first, so that the negation of it holds for tasks without a creator.
            case TaskFilter.CreatedBy(var users) -> TASKS.CREATED_BY.isNotNull().and(TASKS.CREATED_BY.in(users));
            case TaskFilter.FromTemplate(var refs) -> TEMPLATE.in(refs);
        };
    }

    /** Ends with the id, so that pages never overlap. */
    private static List<SortField<?>> order(TaskQuery query) {
        var order = new ArrayList<SortField<?>>();
        for (var criterion : query.order()) {
            var field = switch (criterion.field()) {
                case CREATED_AT -> TASKS.CREATED_AT;
                case STATUS -> TASKS.STATUS;
                case CREATED_BY -> TASKS.CREATED_BY;
            };
            order.add(criterion.descending() ? field.desc() : field.asc());
        }
        if (order.isEmpty()) {
            order.add(TASKS.CREATED_AT.desc());
        }
        order.add(TASKS.ID.asc());
        return order;
    }
}
