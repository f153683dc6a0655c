package dev.buildrun.scaffolder.run;

import dev.buildrun.scaffolder.action.EffectLedger;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stands between an action and the task's owner, when it writes a line or keeps a result: no interrupt reaches the owner's work,
 * and what fails there is remembered as the owner's failure, not the step's.
 */
final class Shield {
    private final Cancellation cancellation;
    private @Nullable RuntimeException failure;

    Shield(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** Throws what the owner's side has thrown, however the action took it. */
    void throwFailure() {
        if (failure != null) {
            throw failure;
        }
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
        } catch (RuntimeException exception) {
            failure = exception;
            throw exception;
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
