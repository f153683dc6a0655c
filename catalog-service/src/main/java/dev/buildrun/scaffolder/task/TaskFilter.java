package dev.buildrun.scaffolder.task;

import java.util.List;
import java.util.Set;

/** Which tasks somebody may know of. */
public sealed interface TaskFilter {
    record AnyOf(List<TaskFilter> filters) implements TaskFilter {
        public AnyOf {
            filters = List.copyOf(filters);
        }
    }

    record AllOf(List<TaskFilter> filters) implements TaskFilter {
        public AllOf {
            filters = List.copyOf(filters);
        }
    }

    record Not(TaskFilter filter) implements TaskFilter {}

    /** Those that one of these users created; never one that a service created. */
    record CreatedBy(List<String> users) implements TaskFilter {
        public CreatedBy {
            users = List.copyOf(users);
        }
    }

    /** Those that were started from one of these templates. */
    record FromTemplate(Set<String> templateRefs) implements TaskFilter {
        public FromTemplate {
            templateRefs = Set.copyOf(templateRefs);
        }
    }

    static TaskFilter all() {
        return new AllOf(List.of());
    }

    static TaskFilter none() {
        return new AnyOf(List.of());
    }

    /** The same for a single task as {@link TaskReads} says it to the database. */
    default boolean matches(Task task) {
        return switch (this) {
            case AnyOf(var filters) -> filters.stream().anyMatch(filter -> filter.matches(task));
            case AllOf(var filters) -> filters.stream().allMatch(filter -> filter.matches(task));
            case Not(var filter) -> !filter.matches(task);
            case CreatedBy(var users) -> task.createdBy() != null && users.contains(task.createdBy());
            case FromTemplate(var refs) ->
                refs.contains(task.spec().path("templateInfo").path("entityRef").asString(""));
        };
    }
}
