package dev.buildrun.scaffolder.http;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.task.Task;
import dev.buildrun.scaffolder.task.TaskEvent;
import dev.buildrun.scaffolder.task.TaskEvents;
import dev.buildrun.scaffolder.task.Tasks;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** A task's events: as a stream of server-sent events, and for clients that poll. */
final class TaskEventRoutes {
    private static final Map<String, String> STREAM_HEADERS =
            Map.of("Cache-Control", "no-cache", "Content-Type", "text/event-stream");
    private static final int BATCH = 500;
    private static final int LONG_BATCH = 5_000;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    /** Clients ignore a comment; writing it tells whether there still is a client. */
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final Tasks tasks;
    private final TaskEvents events;
    private final ScaffolderAccess access;
    private final Semaphore listeners;
    private final Duration longestPoll;

    TaskEventRoutes(Tasks tasks, TaskEvents events, ScaffolderAccess access, Listening listening) {
        this.tasks = tasks;
        this.events = events;
        this.access = access;
        this.listeners = new Semaphore(listening.atOnce());
        this.longestPoll = listening.longestPoll();
    }

    /** {@code GET /v2/tasks/:taskId/eventstream} */
    Response stream(Request request) {
        var after = RequestCheck.integer(request, "after").orElse(0);
        var task = readable(request);
        if (listeners.availablePermits() == 0) {
            throw tooMany();
        }
        return Response.streamed(200, STREAM_HEADERS, out -> listen(task, after, out));
    }

    private Task readable(Request request) {
        var task = tasks.get(request.pathParameter("taskId"));
        access.require(request.caller(), ScaffolderAccess.TASK_READ, task);
        return task;
    }

    /** Where the last place went to somebody else meanwhile, the stream ends at once and the client comes again. */
    private void listen(Task task, long after, OutputStream out) throws IOException, InterruptedException {
        if (!listeners.tryAcquire()) {
            return;
        }
        try (var watch = events.watch(task.id())) {
            follow(task, after, watch, out);
        } finally {
            listeners.release();
        }
    }

    /** Until the task has ended, or, when it may start over, until the client leaves. */
    private void follow(Task task, long after, TaskEvents.Watch watch, OutputStream out)
            throws IOException, InterruptedException {
        var batch = events.after(task, after, BATCH);
        var seen = after;
        if (batch.isEmpty()) {
            // The response's head goes out with the first bytes; a client waits for it.
            out.write(COMMENT);
        }
        while (!events.isClosed()) {
            for (var event : batch) {
                out.write(frame(event, task));
                seen = Math.max(seen, event.id());
            }
            out.flush();
            if (batch.stream().anyMatch(TaskEvent::isCompletion) && !task.isRecoverable()) {
                return;
            }
            if (batch.isEmpty() && !watch.await(KEEP_ALIVE)) {
                out.write(COMMENT);
            }
            batch = unseen(events.after(task, seen, BATCH), seen);
        }
    }

    /** The completion that every read gives is sent once. */
    private static List<TaskEvent> unseen(List<TaskEvent> batch, long seen) {
        return batch.stream().filter(event -> event.id() > seen).toList();
    }

    private static byte[] frame(TaskEvent event, Task task) {
        var data = Json.write(TaskJson.of(event, task.isRecoverable()));
        return ("event: " + event.type() + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** {@code GET /v2/tasks/:taskId/events}: waits for the first events. */
    Response poll(Request request) {
        request.query().only("after");
        var after = RequestCheck.integer(request, "after").orElse(0);
        var task = readable(request);
        if (!listeners.tryAcquire()) {
            throw tooMany();
        }
        try (var watch = events.watch(task.id())) {
            var body = Json.array();
            firstOf(task, after, watch).forEach(event -> body.add(TaskJson.of(event, task.isRecoverable())));
            return Response.json(body);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "Service is shutting down", exception);
        } finally {
            listeners.release();
        }
    }

    private List<TaskEvent> firstOf(Task task, long after, TaskEvents.Watch watch) throws InterruptedException {
        var deadline = System.nanoTime() + longestPoll.toNanos();
        var batch = events.after(task, after, LONG_BATCH);
        while (batch.isEmpty() && System.nanoTime() < deadline && !events.isClosed()) {
            watch.await(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            batch = events.after(task, after, LONG_BATCH);
        }
        return batch;
    }

    private static ServiceException tooMany() {
        return ServiceException.of(
                ErrorKind.SERVICE_UNAVAILABLE, "Too many clients wait for events of tasks, try again later");
    }
}
