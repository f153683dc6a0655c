package dev.buildrun.architecture.bad;

import org.jooq.DSLContext;

public final class RunsSql {
    public int count(DSLContext jooq) {
        return jooq.execute("select 1");
    }
}
