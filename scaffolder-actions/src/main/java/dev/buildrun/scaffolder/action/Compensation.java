package dev.buildrun.scaffolder.action;

import dev.buildrun.scaffolder.action.EffectLedger.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Takes back one kind of effect. It may be cut off anywhere and called again for the same effect, so it looks at the world first; and it
 * leaves alone whatever somebody else has put to what the task made.
 */
public interface Compensation {
    /** The effects that it takes back: those whose {@link EffectLedger.Effect#kind} this is. */
    String effectKind();

    /**
     * Takes one effect back, or says why not.
     *
     * @param undoing an entry that may be confirmed or only intended; in the second case nobody knows whether the effect has happened
     * @throws dev.buildrun.error.ServiceException when it cannot be told or done now; it is tried again, a few times
     * @throws InterruptedException when the service is stopping
     */
    Undone undo(Undoing undoing) throws InterruptedException;

    /**
     * What is to be undone.
     *
     * @param taskId of the task that had the effect
     * @param actor who asked for it, for audits; null when the template did
     */
    record Undoing(String taskId, Entry entry, @Nullable String actor) {}
}
