package dev.buildrun.scaffolder.http;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.task.Task;
import dev.buildrun.scaffolder.task.TaskEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.node.ObjectNode;

/** Tasks and their events as Backstage's clients read them. */
final class TaskJson {
    /** As JavaScript prints a date: always with milliseconds. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private TaskJson() {}

    static ObjectNode of(Task task) {
        var json = Json.object().put("id", task.id().toString());
        json.set("spec", task.spec());
        json.put("status", task.status().wireName());
        json.put("createdAt", time(task.createdAt()));
        var heartbeat = task.lastHeartbeatAt();
        json.put("lastHeartbeatAt", heartbeat == null ? null : time(heartbeat));
        if (task.createdBy() != null) {
            json.put("createdBy", task.createdBy());
        }
        return json;
    }

    static ObjectNode of(TaskEvent event, boolean isTaskRecoverable) {
        var json = Json.object()
                .put("id", event.id())
                .put("isTaskRecoverable", isTaskRecoverable)
                .put("taskId", event.taskId().toString());
        json.set("body", event.body());
        return json.put("type", event.type()).put("createdAt", time(event.createdAt()));
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }
}
