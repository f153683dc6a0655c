package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Database;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.EffectLedger;
import java.time.Clock;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A run's ledger in the database. */
final class StoredEffects implements EffectLedger {
    private static final int MAX_NAME_CHARACTERS = 500;

    private final Database database;
    private final TaskStore tasks = new TaskStore();
    private final EffectStore effects = new EffectStore();
    private final Claim claim;
    private final Clock clock;

    StoredEffects(Database database, Claim claim, Clock clock) {
        this.database = database;
        this.claim = claim;
        this.clock = clock;
    }

    @Override
    public Optional<Entry> find(Effect effect) {
        return database.inTransaction(tx -> effects.find(tx, claim.taskId(), effect));
    }

    @Override
    public void intend(Effect effect, ObjectNode detail) {
        if (effect.kind().length() + effect.key().length() > MAX_NAME_CHARACTERS) {
            throw ServiceException.input("Expected the name of an effect to have at most " + MAX_NAME_CHARACTERS
                    + " characters, found " + effect.key());
        }
        database.transact(tx -> {
            tasks.lock(tx, claim);
            effects.intend(tx, claim.taskId(), effect, detail, clock.instant());
        });
    }

    @Override
    public void confirm(Effect effect, ObjectNode result) {
        database.transact(tx -> {
            tasks.lock(tx, claim);
            if (!effects.confirm(tx, claim.taskId(), effect, result, clock.instant())) {
                throw new IllegalStateException("Expected " + effect + " to be intended before it is confirmed");
            }
        });
    }
}
