package dev.buildrun.scaffolder.task;

import java.util.List;

/**
 * Some of the tasks that a query asks for.
 *
 * @param total how many there are in all
 */
public record TaskPage(List<Task> tasks, long total) {
    public TaskPage {
        tasks = List.copyOf(tasks);
    }
}
