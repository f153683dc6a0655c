package dev.buildrun.scaffolder.testing;

import dev.buildrun.scaffolder.run.RunEvent;
import dev.buildrun.scaffolder.run.RunEvents;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every event of a run, in order. */
public final class RecordedEvents implements RunEvents {
    private final List<RunEvent.Log> events = new ArrayList<>();
    private @Nullable String awaitedStep;
    private Runnable onAwaited = () -> {};

    /** Does something in the middle of keeping the first line that the step's action writes. */
    public void onFirstLineOf(String stepId, Runnable work) {
        awaitedStep = stepId;
        onAwaited = work;
    }

    @Override
    public void append(RunEvent event) {
        var log = (RunEvent.Log) event;
        if (log.status() == null && log.stepId() != null && log.stepId().equals(awaitedStep)) {
            awaitedStep = null;
            onAwaited.run();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("Interrupted while appending " + event);
        }
        events.add(log);
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
