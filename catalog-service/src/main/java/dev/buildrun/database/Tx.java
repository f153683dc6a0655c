package dev.buildrun.database;

import org.jooq.DSLContext;

/** An open transaction. Stores take it as their first argument; whoever opened it commits it. */
public final class Tx {
    private final DSLContext jooq;

    Tx(DSLContext jooq) {
        this.jooq = jooq;
    }

    /** For stores only. */
    public DSLContext jooq() {
        return jooq;
    }
}
