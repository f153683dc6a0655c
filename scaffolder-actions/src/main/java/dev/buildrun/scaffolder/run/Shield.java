package dev.buildrun.scaffolder.run;

import dev.buildrun.scaffolder.action.EffectLedger;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Keeps interrupts away from what an action asks the task's owner to do: write a line, keep a result. */
final class Shield {
    private final Cancellation cancellation;

    Shield(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    void run(Runnable work) {
        call(() -> {
            work.run();
            return Optional.empty();
        });
    }

    <T> T call(Supplier<T> work) {
        var wasOpen = cancellation.close();
        try {
            return work.get();
        } finally {
            if (wasOpen) {
                cancellation.open();
            }
        }
    }

    EffectLedger around(EffectLedger ledger) {
        return new EffectLedger() {
            @Override
            public Optional<Entry> find(Effect effect) {
                return call(() -> ledger.find(effect));
            }

            @Override
            public void intend(Effect effect, ObjectNode detail) {
                Shield.this.run(() -> ledger.intend(effect, detail));
            }

            @Override
            public void confirm(Effect effect, ObjectNode result) {
                Shield.this.run(() -> ledger.confirm(effect, result));
            }
        };
    }
}
