package dev.buildrun.scaffolder.run;

import dev.buildrun.scaffolder.action.ActionLog;

/** The lines of one step, laid out as Backstage's logger does: the level in colour, a colon, the text. */
final class StepLog implements ActionLog {
    private final RunLog log;
    private final String stepId;
    private final Redaction redaction;
    private final Shield shield;

    StepLog(RunLog log, String stepId, Redaction redaction, Shield shield) {
        this.log = log;
        this.stepId = stepId;
        this.redaction = redaction;
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

    private void line(int colour, String level, String message) {
        var text = "\u001b[" + colour + "m" + level + "\u001b[39m: " + message;
        shield.run(() -> log.line(text, stepId, redaction));
    }
}
