package dev.buildrun;

import dev.buildrun.database.Tx;
import dev.buildrun.notification.Notice;
import dev.buildrun.notification.Notifier;
import dev.buildrun.notification.Payload;
import dev.buildrun.notification.Severity;
import dev.buildrun.scaffolder.task.Task;
import dev.buildrun.scaffolder.task.TaskStatus;
import dev.buildrun.scaffolder.task.Wait;
import dev.buildrun.signal.Signal;
import dev.buildrun.signal.Signals;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** What people are told of tasks: who has started one, how it ended; who is asked, that something waits for them. */
record TaskNotices(Notifier notifier, Signals signals) {
    /** On this channel approvers hear that something waits for them. */
    private static final String CHANNEL = "buildrun:approvals";
    /** A signal is bounded. */
    private static final int REFS_PER_SIGNAL = 20;

    private static final String ORIGIN = "plugin:scaffolder";
    private static final int MOST_CHARACTERS = 500;

    /** To the user who has started it; nobody where a program has. */
    void ended(Tx tx, Task task, TaskStatus status) {
        if (task.createdBy() == null) {
            return;
        }
        var isFailed = status == TaskStatus.FAILED;
        notifier.tell(
                tx,
                Notice.to(
                        List.of(task.createdBy()),
                        ORIGIN,
                        Payload.of(name(task) + (isFailed ? " has failed" : " is done"))
                                .link(page(task.id().toString()))
                                .severity(isFailed ? Severity.HIGH : Severity.NORMAL)
                                .topic("tasks")
                                .scope("task:" + task.id())));
    }

    /** In the template's words. */
    private static String name(Task task) {
        var template = task.spec().path("templateInfo");
        var metadata = template.path("entity").path("metadata");
        return Stream.of(metadata.path("title"), metadata.path("name"), template.path("entityRef"))
                .map(node -> node.asString("").strip())
                .filter(name -> !name.isEmpty())
                .findFirst()
                .map(TaskNotices::cut)
                .orElse("A task");
    }

    private static String page(String taskId) {
        return "/create/tasks/" + taskId;
    }

    /** To everybody who may decide; again, where they are to be reminded. */
    void wanted(Tx tx, List<String> refs, Wait wait, ObjectNode message) {
        for (var from = 0; from < refs.size(); from += REFS_PER_SIGNAL) {
            var some = refs.subList(from, Math.min(refs.size(), from + REFS_PER_SIGNAL));
            signals.publish(tx, new Signal(Optional.of(some), CHANNEL, message));
        }
        notifier.tell(
                tx,
                Notice.to(
                        refs,
                        ORIGIN,
                        Payload.of("Your approval is wanted")
                                .description(cut(wait.ask().message()))
                                .link(page(wait.taskId().toString()))
                                .severity(Severity.HIGH)
                                .topic("approvals")
                                .scope("approval:" + wait.id())));
    }

    /** As the database takes it, since a task must end whatever its template is called. */
    private static String cut(String text) {
        var clean = text.replace("\0", "");
        return clean.length() <= MOST_CHARACTERS ? clean : clean.substring(0, MOST_CHARACTERS);
    }
}
