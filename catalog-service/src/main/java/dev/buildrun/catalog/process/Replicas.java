package dev.buildrun.catalog.process;

import dev.buildrun.catalog.intake.ClaimStore;
import dev.buildrun.database.Database;
import dev.buildrun.work.ClaimLoop;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replicas that process entities, this one among them. While a new build takes the place of an old one, both process, and what the old
 * one processed last has to be processed again once it is gone: it may have finished that after the new one had started. Each turn gives a
 * sign of life and notices who has gone.
 */
public final class Replicas implements ClaimLoop.Turn, AutoCloseable {
    /** After which a replica is taken for dead. One that was only paused comes back by itself. */
    public static final Duration SILENCE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);

    private final Database database;
    private final ClaimStore claims;
    private final String version;
    private final UUID id = UUID.randomUUID();
    private final ReplicaStore store = new ReplicaStore();

    /** @param version of the processors of this one */
    public Replicas(Database database, ClaimStore claims, String version) {
        this.database = database;
        this.claims = claims;
        this.version = version;
    }

    @Override
    public int take() {
        var due = database.<Integer>inTransaction(tx -> {
            store.seen(tx, id, version);
            var gone = store.takeOut(tx, SILENCE);
            return gone.stream().allMatch(version::equals) ? 0 : claims.makeDueUnlessProcessedBy(tx, version);
        });
        if (due > 0) {
            LOG.atInfo()
                    .addKeyValue("entities", due)
                    .log("a replica with other processors has gone, its work is done again");
        }
        return 0;
    }

    /** Lets the others notice at once. Without a database they notice by themselves. */
    @Override
    public void close() {
        try {
            database.transact(tx -> store.leave(tx, id, SILENCE));
        } catch (RuntimeException exception) {
            LOG.atInfo().log("could not tell the other replicas that this one goes: {}", exception.getMessage());
        }
    }
}
