package dev.buildrun.scaffolder.action;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a step may wait for, however long, without a thread. */
public sealed interface Question {
    /** After that without an answer, the answer is {@link Answer.Expired}. */
    Duration timeout();

    /** The same with its texts changed, for whoever hides secrets in them. */
    Question shown(UnaryOperator<String> hide);

    /**
     * Somebody is to agree.
     *
     * @param approvers full references of users and groups
     * @param ownersOf full references of entities whose owners are asked, too
     * @param selfApproval whether who started the task may agree as well, when named
     * @param reminder how often the approvers are reminded; null for never
     */
    record Approval(
            String message,
            List<String> approvers,
            List<String> ownersOf,
            boolean selfApproval,
            Duration timeout,
            @Nullable Duration reminder)
            implements Question {
        public Approval {
            approvers = List.copyOf(approvers);
            ownersOf = List.copyOf(ownersOf);
        }

        @Override
        public Question shown(UnaryOperator<String> hide) {
            return new Approval(hide.apply(message), approvers, ownersOf, selfApproval, timeout, reminder);
        }
    }

    /**
     * Another program is to call an address that nobody can guess.
     *
     * @param name what is waited for, in a word
     * @param secret what the call must be signed with; null where the address alone is enough
     */
    record Callback(String name, @Nullable String secret, Duration timeout) implements Question {
        @Override
        public Question shown(UnaryOperator<String> hide) {
            return new Callback(hide.apply(name), secret, timeout);
        }

        @Override
        public String toString() {
            return "Callback[" + name + "]";
        }
    }
}
