package dev.buildrun.scaffolder.action;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one task does to the world outside: written before it is attempted, confirmed after. A task that is resumed looks
 * here first, then at the world, and creates only what is not there.
 *
 * <p>A ledger belongs to one task. Every method is durable when it returns.
 */
public interface EffectLedger {
    /** What is known about an effect, empty when this task never intended it. */
    Optional<Entry> find(Effect effect);

    /**
     * Records that the effect is about to be attempted. An entry that is there already is kept as it is.
     *
     * @param detail whatever tells the effect's own work from somebody else's when found again; no secrets
     */
    void intend(Effect effect, ObjectNode detail);

    /**
     * Records that the effect happened.
     *
     * @param result what a later look finds; no secrets
     */
    void confirm(Effect effect, ObjectNode result);

    /**
     * Names an effect.
     *
     * @param kind what sort of thing, for instance {@code git-repository}
     * @param key what finds it again in the world outside, for instance {@code owner/repo}
     */
    record Effect(String kind, String key) {}

    /**
     * One line of the ledger.
     *
     * @param result null as long as the effect is only intended
     */
    record Entry(Effect effect, ObjectNode detail, @Nullable ObjectNode result) {
        public boolean isConfirmed() {
            return result != null;
        }
    }
}
