package dev.buildrun.scaffolder.run;

import java.util.function.UnaryOperator;
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
        append(cut(message, redaction, redaction::apply), stepId, status);
    }

    /** The lines that an action writes in one go; those beyond a generous number are left out. */
    LineStream lines(String stepId, Redaction redaction) {
        return new LineStream(redaction, line -> line(line, stepId));
    }

    private void line(String shown, String stepId) {
        lines++;
        if (lines < MAX_LINES) {
            append(shown, stepId, null);
        } else if (lines == MAX_LINES) {
            append("Further lines of this task are left out: it has written " + MAX_LINES + " already", stepId, null);
        }
    }

    /** Nothing but the beginning of a text that is too long; and not the beginning of a secret that the end cuts in two. */
    static String cut(String message, Redaction redaction, UnaryOperator<String> work) {
        if (message.length() <= MAX_CHARACTERS) {
            return work.apply(message);
        }
        var start = message.substring(0, MAX_CHARACTERS);
        var whole = start.substring(0, redaction.find(start).openStart());
        return work.apply(whole) + "… (" + (message.length() - whole.length()) + " characters more)";
    }

    private void append(String shown, @Nullable String stepId, @Nullable StepStatus status) {
        LOG.debug("taskId={} step={} {}", taskId, stepId, shown);
        events.append(new RunEvent.Log(shown, stepId, status));
    }
}
