package dev.buildrun.scaffolder.run;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Answer;
import dev.buildrun.scaffolder.action.Question;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a task waits for. It belongs to one task; every method is durable when it returns. */
public interface Waits {
    /** Those of a task that can't wait. */
    Waits NONE = new Waits() {
        @Override
        public Optional<String> suspendedAt() {
            return Optional.empty();
        }

        @Override
        public Standing ask(String stepId, @Nullable String iteration, Question question) {
            throw ServiceException.of(ErrorKind.NOT_ALLOWED, "A task of this kind can't wait");
        }
    };

    /** The step that waited when the run before this one gave the task away; it has begun and is gone on with. */
    Optional<String> suspendedAt();

    /**
     * Asks, or looks for the answer where it was asked before.
     *
     * @param question its secrets hidden
     */
    Standing ask(String stepId, @Nullable String iteration, Question question);

    /**
     * How it stands.
     *
     * @param answer null as long as there is none
     * @param announcement what to tell the user who waits
     */
    record Standing(@Nullable Answer answer, String announcement) {}
}
