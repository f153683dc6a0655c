package dev.buildrun.scaffolder.run;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every text of a run on its way to the user: redacted, bounded, appended in order. Nothing else appends.
 */
final class RunLog {
    static final int MAX_CHARACTERS = 100_000;
    static final int MAX_LINES = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

    private final String taskId;
    private final RunEvents events;
    private final Redaction secrets;
    private int lines;

    RunLog(String taskId, RunEvents events, Redaction secrets) {
        this.taskId = taskId;
        this.events = events;
        this.secrets = secrets;
    }

    Redaction secrets() {
        return secrets;
    }

    /** A line that tells how the task or a step gets on; never left out. */
    void status(String message, @Nullable String stepId, @Nullable StepStatus status, Redaction redaction) {
        append(redaction.apply(message), stepId, status);
    }

    /** A line that an action wrote; those beyond a generous number are left out. */
    void line(String message, String stepId, Redaction redaction) {
        lines++;
        if (lines < MAX_LINES) {
            append(redaction.apply(message), stepId, null);
        } else if (lines == MAX_LINES) {
            append("Further lines of this task are left out: it has written " + MAX_LINES + " already", stepId, null);
        }
    }

    private void append(String message, @Nullable String stepId, @Nullable StepStatus status) {
        var shown = message.length() <= MAX_CHARACTERS
                ? message
                : message.substring(0, MAX_CHARACTERS) + "… (" + (message.length() - MAX_CHARACTERS)
                        + " characters more)";
        LOG.debug("taskId={} step={} {}", taskId, stepId, shown);
        events.append(new RunEvent.Log(shown, stepId, status));
    }
}
