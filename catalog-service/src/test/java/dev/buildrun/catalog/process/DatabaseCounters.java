package dev.buildrun.catalog.process;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a PostgreSQL server has done so far, by its own count.
 *
 * @param transactions committed in the database
 * @param walBytes written by the whole server
 * @param rowsWritten inserted, updated or deleted in the tables of the catalog
 */
record DatabaseCounters(long statements, long transactions, long walBytes, long rowsWritten) {
    private static final String COUNTERS = """
            select (select coalesce(sum(calls), 0)::bigint from pg_stat_statements),
                (select xact_commit from pg_stat_database where datname = current_database()),
                pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint,
                (select sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint from pg_stat_user_tables)""";

    static DatabaseCounters read(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select pg_stat_force_next_flush()");
            try (var row = statement.executeQuery(COUNTERS)) {
                row.next();
                return new DatabaseCounters(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
            }
        }
    }

    DatabaseCounters since(DatabaseCounters before) {
        return new DatabaseCounters(
                statements - before.statements,
                transactions - before.transactions,
                walBytes - before.walBytes,
                rowsWritten - before.rowsWritten);
    }

    /** The statements that took longest, a line each. */
    static List<String> slowest(Connection connection, int limit) throws SQLException {
        var sql = "select calls, rows, total_exec_time, left(regexp_replace(query, '\\s+', ' ', 'g'), 150)"
                + " from pg_stat_statements order by total_exec_time desc limit " + limit;
        var lines = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            while (row.next()) {
                lines.add(String.format(
                        "%,9.0f ms %,8d calls %,10d rows  %s",
                        row.getDouble(3), row.getLong(1), row.getLong(2), row.getString(4)));
            }
        }
        return lines;
    }
}
