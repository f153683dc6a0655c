package dev.buildrun.signal;

import dev.buildrun.database.Tx;
import org.jooq.impl.DSL;

/** Lets PostgreSQL pass a text to all replicas with the commit. Nothing is stored. */
final class SignalStore {
    void pass(Tx tx, String text) {
        tx.jooq()
                .select(DSL.function("pg_notify", Object.class, DSL.inline(Signals.CHANNEL), DSL.val(text)))
                .execute();
    }
}
