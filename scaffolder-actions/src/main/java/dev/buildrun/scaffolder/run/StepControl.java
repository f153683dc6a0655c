package dev.buildrun.scaffolder.run;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Answer;
import dev.buildrun.scaffolder.action.Question;
import dev.buildrun.scaffolder.action.SuspendedException;
import dev.buildrun.scaffolder.action.TaskControl;
import org.jspecify.annotations.Nullable;

/**
 * What one turn of a step may ask of its task.
 *
 * @param iteration null in a step without {@code each}
 */
record StepControl(
        String stepId, @Nullable String iteration, StepLog log, TaskSide side, Shield shield, boolean mayWait)
        implements TaskControl {
    @Override
    public boolean isCancelled() {
        return side.cancellation().isRequested();
    }

    @Override
    public String shown(String text) {
        return log.redaction().apply(text);
    }

    @Override
    public Answer ask(Question question) {
        if (!mayWait) {
            throw ServiceException.conflict("A step can't wait after another one has failed");
        }
        var shown = question.shown(log.redaction()::apply);
        var standing = shield.call(() -> side.waits().ask(stepId, iteration, shown));
        var answer = standing.answer();
        if (answer == null) {
            log.info(standing.announcement());
            throw new SuspendedException();
        }
        return answer;
    }
}
