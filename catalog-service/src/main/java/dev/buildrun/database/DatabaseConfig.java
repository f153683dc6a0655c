package dev.buildrun.database;

import java.time.Duration;

/**
 * Where PostgreSQL is and how much of it one process may use.
 *
 * @param jdbcUrl begins with {@code jdbc:postgresql:}
 * @param poolSize connections at most, 1 to 500
 * @param connectTimeout how long a caller waits for a connection
 * @param statementTimeout after which PostgreSQL cancels a statement
 */
public record DatabaseConfig(
        String jdbcUrl,
        String user,
        String password,
        int poolSize,
        Duration connectTimeout,
        Duration statementTimeout) {
    public static final int DEFAULT_POOL_SIZE = 10;
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
    public static final Duration DEFAULT_STATEMENT_TIMEOUT = Duration.ofSeconds(60);
    /**
     * So long a transaction may ask PostgreSQL for nothing. A process that was stopped in the middle of one keeps its locks until then, and
     * others who need them wait; what it does when it goes on fails.
     */
    static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(15);

    public DatabaseConfig {
        if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "backend.database: expected a URL that begins with jdbc:postgresql:, found \"" + jdbcUrl + "\"");
        }
        if (poolSize < 1 || poolSize > 500) {
            throw new IllegalArgumentException(
                    "backend.database.knexConfig.pool.max: expected 1 to 500, found " + poolSize);
        }
    }

    public static DatabaseConfig of(String jdbcUrl, String user, String password) {
        return new DatabaseConfig(
                jdbcUrl, user, password, DEFAULT_POOL_SIZE, DEFAULT_CONNECT_TIMEOUT, DEFAULT_STATEMENT_TIMEOUT);
    }

    /** Leaves the password out, since records end up in logs. */
    @Override
    public String toString() {
        return "DatabaseConfig[" + jdbcUrl + ", user=" + user + ", poolSize=" + poolSize + "]";
    }
}
