package dev.buildrun.scaffolder.run;

import dev.buildrun.scaffolder.action.ActionLog;
import java.util.function.UnaryOperator;

/** The lines of one step, laid out as Backstage's logger does: the level in colour, a colon, the text. */
final class StepLog implements ActionLog {
    private final Redaction redaction;
    private final LineStream lines;
    private final Shield shield;

    StepLog(RunLog log, String stepId, Redaction redaction, Shield shield) {
        this.redaction = redaction;
        this.lines = log.lines(stepId, redaction);
        this.shield = shield;
    }

    Redaction redaction() {
        return redaction;
    }

    @Override
    public void info(String message) {
        line(32, "info", message);
    }

    @Override
    public void warn(String message) {
        line(33, "warn", message);
    }

    @Override
    public void error(String message) {
        line(31, "error", message);
    }

    /** Nothing follows for now: shows the line that waits for the next, if one does. */
    void flush() {
        shield.run(lines::flush);
    }

    private void line(int colour, String level, String message) {
        var prefix = "\u001b[" + colour + "m" + level + "\u001b[39m: ";
        var text = RunLog.cut(message, redaction, UnaryOperator.identity());
        shield.run(() -> lines.add(prefix, text));
    }
}
