package dev.buildrun.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.DefaultConnectionProvider;
import org.postgresql.ds.PGSimpleDataSource;

/** The pool of connections, and transactions on it. Blocks; call it on virtual threads only. */
public final class Database implements AutoCloseable {
    private static final int ATTEMPTS = 5;
    /** PostgreSQL's codes for a transaction that lost a race and may simply be run again. */
    private static final String SERIALIZATION_FAILURE = "40001";

    private static final String DEADLOCK_DETECTED = "40P01";

    private static final List<String> DATA_ERROR_CLASSES = List.of("22", "23", "54");

    private final HikariDataSource pool;
    private final DefaultConfiguration jooq;

    private Database(HikariDataSource pool) {
        this.pool = pool;
        this.jooq = new DefaultConfiguration();
        this.jooq.set(pool);
        this.jooq.set(SQLDialect.POSTGRES);
        this.jooq.set(new Settings().withExecuteLogging(false).withRenderFormatted(false));
    }

    /** Opens the pool, and one connection to be sure; brings the schema up to date. */
    public static Database open(DatabaseConfig config) {
        var hikari = new HikariConfig();
        hikari.setJdbcUrl(config.jdbcUrl());
        hikari.setUsername(config.user());
        hikari.setPassword(config.password());
        hikari.setMaximumPoolSize(config.poolSize());
        hikari.setConnectionTimeout(config.connectTimeout().toMillis());
        hikari.setPoolName("buildrun");
        hikari.addDataSourceProperty("ApplicationName", "buildrun");
        hikari.addDataSourceProperty("reWriteBatchedInserts", "true");
        hikari.setConnectionInitSql("set statement_timeout = "
                + config.statementTimeout().toMillis() + "; set idle_in_transaction_session_timeout = "
                + DatabaseConfig.IDLE_IN_TRANSACTION.toMillis());
        var pool = new HikariDataSource(hikari);
        Migrations.migrate(withoutTimeouts(config));
        return new Database(pool);
    }

    /** A large schema takes its time to change. */
    private static DataSource withoutTimeouts(DatabaseConfig config) {
        var source = new PGSimpleDataSource();
        source.setUrl(config.jdbcUrl());
        if (!config.user().isEmpty()) {
            source.setUser(config.user());
            source.setPassword(config.password());
        }
        return source;
    }

    /**
     * Runs the work in one transaction (read committed) and returns its result. The work runs again, at most four times, when
     * PostgreSQL reports a deadlock or a serialization failure; it must have no effect outside the database.
     */
    public <T> T inTransaction(Function<Tx, T> work) {
        for (var attempt = 1; ; attempt++) {
            try {
                return attempt(work);
            } catch (DataAccessException exception) {
                if (attempt == ATTEMPTS || !isLostRace(exception)) {
                    throw exception;
                }
            }
        }
    }

    /**
     * Opens and ends the transaction by itself, since jOOQ's own way asks PostgreSQL for the isolation level each time. What the work throws
     * ends it without a trace.
     */
    private <T> T attempt(Function<Tx, T> work) {
        try (var connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            T result;
            try {
                result = work.apply(new Tx(DSL.using(jooq.derive(new DefaultConnectionProvider(connection)))));
            } catch (RuntimeException | Error failure) {
                rollBack(connection, failure);
                throw failure;
            }
            connection.commit();
            return result;
        } catch (SQLException exception) {
            throw new DataAccessException("The transaction could not be begun or ended", exception);
        }
    }

    private static void rollBack(Connection connection, Throwable failure) {
        try {
            connection.rollback();
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    /** The same for work without a result. */
    public void transact(Consumer<Tx> work) {
        inTransaction(tx -> {
            work.accept(tx);
            return true;
        });
    }

    /**
     * Whether PostgreSQL refused what was written (a value that does not fit, a constraint that is broken), rather than being away or
     * too busy: to try the same again would not help.
     */
    public static boolean isAboutData(RuntimeException exception) {
        return exception instanceof DataAccessException refused
                && DATA_ERROR_CLASSES.stream().anyMatch(String.valueOf(refused.sqlState())::startsWith);
    }

    private static boolean isLostRace(DataAccessException exception) {
        return SERIALIZATION_FAILURE.equals(exception.sqlState()) || DEADLOCK_DETECTED.equals(exception.sqlState());
    }

    /** For readers that keep a connection of their own, such as one that listens for notifications. */
    public javax.sql.DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }
}
