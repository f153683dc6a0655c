package dev.buildrun.testing;

import dev.buildrun.database.Database;
import java.util.List;

/** Notes the transactions that change a table, so that a test sees what each of them leaves in the audit. */
public final class Witness {
    private final Database database;
    private final String table;

    private Witness(Database database, String table) {
        this.database = database;
        this.table = table;
    }

    /**
     * Looks from now on.
     *
     * @param when SQL over {@code old} and {@code new}, which rows count; an inserted row has no {@code old}, a deleted one no {@code new}
     */
    public static Witness of(Database database, String table, String when) {
        database.transact(tx -> tx.jooq().execute("""
                create table if not exists witness (seen_in text not null, tx xid8 not null default pg_current_xact_id());
                create function witness_%1$s() returns trigger language plpgsql as $$
                begin
                    if %2$s then
                        insert into witness (seen_in) values ('%1$s');
                    end if;
                    return null;
                end $$;
                create trigger witness_%1$s after insert or update or delete on %1$s
                    for each row execute function witness_%1$s();
                """.formatted(table, when)));
        return new Witness(database, table);
    }

    /** For each transaction, oldest first, the rows that it has left: actor ({@code -} for none), action, outcome. */
    public List<List<String>> left() {
        return database.inTransaction(tx ->
                tx.jooq().fetch("""
                        select array(
                            select coalesce(a.actor, '-') || ' ' || a.action || ' ' || a.outcome
                            from audit_log a where a.xmin = w.tx::xid order by a.id)
                        from (select distinct tx from witness where seen_in = ?) w order by w.tx
                        """, table).map(row -> List.of(row.get(0, String[].class))));
    }
}
