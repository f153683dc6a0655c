package dev.buildrun.scaffolder.task;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.EffectLedger;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** A run's ledger in the database. */
final class StoredEffects implements EffectLedger {
    private static final int MAX_NAME_CHARACTERS = 500;

    private final RunDatabase database;
    private final EffectStore effects = new EffectStore();
    private final Clock clock;

    StoredEffects(RunDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Optional<Entry> find(Effect effect) {
        return database.read(tx -> effects.find(tx, taskId(), effect));
    }

    @Override
    public void intend(Effect effect, ObjectNode detail) {
        if (effect.kind().length() + effect.key().length() > MAX_NAME_CHARACTERS) {
            throw ServiceException.input("Expected the name of an effect to have at most " + MAX_NAME_CHARACTERS
                    + " characters, found " + effect.key());
        }
        database.write(tx -> effects.intend(tx, taskId(), effect, detail, clock.instant()));
    }

    @Override
    public void confirm(Effect effect, ObjectNode result) {
        var isKnown = database.change(tx -> effects.confirm(tx, taskId(), effect, result, clock.instant()));
        if (!isKnown) {
            throw new IllegalStateException("Expected " + effect + " to be intended before it is confirmed");
        }
    }

    private UUID taskId() {
        return database.claim().taskId();
    }
}
