package dev.buildrun.scaffolder.testing;

import dev.buildrun.scaffolder.run.RunEvent;
import dev.buildrun.scaffolder.run.RunEvents;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Every event of a run, in order. */
public final class RecordedEvents implements RunEvents {
    private final List<RunEvent.Log> events = new CopyOnWriteArrayList<>();

    @Override
    public void append(RunEvent event) {
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("Interrupted while appending " + event);
        }
        events.add((RunEvent.Log) event);
    }

    /** {@code stepId|status|message}, a dash for what is absent, colours taken out. */
    public List<String> lines() {
        return events.stream()
                .map(event -> (event.stepId() == null ? "-" : event.stepId()) + "|"
                        + (event.status() == null ? "-" : event.status().wireName()) + "|"
                        + event.message().replaceAll("\u001b\\[\\d+m", ""))
                .toList();
    }

    public List<RunEvent.Log> events() {
        return events;
    }
}
