package dev.buildrun.scaffolder.task;

import dev.buildrun.scaffolder.action.EffectLedger.Entry;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An effect of a task, and what rolling back made of it.
 *
 * @param isUndone whether it is gone, or never was there
 * @param report {@code {sentence, what, where?, why?, remedy?}}; null as long as no rollback has come to it
 */
public record RollbackEffect(
        Entry entry, boolean isUndone, @Nullable ObjectNode report) {
    public boolean isPending() {
        return report == null;
    }
}
