package dev.buildrun.scaffolder.testing;

import dev.buildrun.scaffolder.action.EffectLedger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A ledger that outlives a run, but not the test. */
public final class MemoryLedger implements EffectLedger {
    private final Map<Effect, Entry> entries = new LinkedHashMap<>();

    @Override
    public Optional<Entry> find(Effect effect) {
        return Optional.ofNullable(entries.get(effect));
    }

    @Override
    public void intend(Effect effect, ObjectNode detail) {
        entries.putIfAbsent(effect, new Entry(effect, detail, null));
    }

    @Override
    public void confirm(Effect effect, ObjectNode result) {
        var entry = entries.get(effect);
        if (entry == null) {
            throw new IllegalStateException("Confirmed without being intended: " + effect);
        }
        entries.put(effect, new Entry(effect, entry.detail(), result));
    }

    /** All of it, in the order in which it was intended. */
    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /** Takes back a confirmation, as if the process had died right before it. */
    public void forgetConfirmation(Effect effect) {
        entries.computeIfPresent(effect, (key, entry) -> new Entry(key, entry.detail(), null));
    }
}
