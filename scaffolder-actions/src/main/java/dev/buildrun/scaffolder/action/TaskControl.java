package dev.buildrun.scaffolder.action;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;

/** What an action may ask of the task that it works for. */
public interface TaskControl {
    /** That of an action outside of any task. */
    TaskControl NONE = new TaskControl() {
        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public Answer ask(Question question) {
            throw ServiceException.of(ErrorKind.NOT_ALLOWED, "There is no task here that could wait");
        }
    };

    /** Whether an interrupt means that the task was cancelled; otherwise another process goes on with it. */
    boolean isCancelled();

    /** A text as it may be seen by whoever sees the task: without its secrets, in any of their forms. */
    default String shown(String text) {
        return text;
    }

    /**
     * The answer to a question. As long as there is none this does not return: it throws, the step is suspended, and the action is called
     * again when the answer has come. So an action asks before it does anything else.
     *
     * @throws SuspendedException to be let through
     * @throws ServiceException where a task can't wait, for instance after a step has failed
     */
    Answer ask(Question question);
}
