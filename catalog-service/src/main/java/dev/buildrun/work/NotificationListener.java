package dev.buildrun.work;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes notifications of PostgreSQL on to the loops of this process, so that a replica hears at once what another one has
 * written. Keeps one connection. Loops do not depend on it: they look by themselves from time to time.
 */
public final class NotificationListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NotificationListener.class);
    private static final Duration WAIT = Duration.ofMillis(500);

    private final DataSource dataSource;
    private final Map<String, List<Consumer<String>>> heard;
    private final Pace pace;
    private final Thread thread;
    private volatile boolean closing;
    /** In a row; of the one thread. */
    private int failures;

    private NotificationListener(DataSource dataSource, Map<String, List<Consumer<String>>> heard, Pace pace) {
        this.dataSource = dataSource;
        this.heard = Map.copyOf(heard);
        this.pace = pace;
        this.thread = Thread.ofVirtual().name("notifications").unstarted(this::run);
    }

    /**
     * Starts to listen.
     *
     * @param signals by the name of the channel: what is called, quickly, at each notification
     */
    public static NotificationListener start(DataSource dataSource, Map<String, List<Runnable>> signals, Pace pace) {
        return start(dataSource, signals, Map.of(), pace);
    }

    /**
     * The same, for channels whose notifications say something, too.
     *
     * @param heard by the name of the channel: what is called, quickly, with each payload; with an empty one whenever notifications may
     *     have been missed
     */
    public static NotificationListener start(
            DataSource dataSource,
            Map<String, List<Runnable>> signals,
            Map<String, Consumer<String>> heard,
            Pace pace) {
        var all = new HashMap<String, List<Consumer<String>>>();
        signals.forEach((channel, calls) -> all.put(
                channel,
                calls.stream().<Consumer<String>>map(call -> _ -> call.run()).toList()));
        heard.forEach((channel, call) -> all.put(channel, List.of(call)));
        var listener = new NotificationListener(dataSource, all, pace);
        listener.thread.start();
        return listener;
    }

    private void run() {
        while (!closing) {
            try (var connection = dataSource.getConnection()) {
                listen(connection);
            } catch (SQLException | RuntimeException exception) {
                failures++;
                LOG.atWarn().setCause(exception).log("Lost the connection that listens for notifications");
                if (!pause(pace.afterFailures(failures))) {
                    return;
                }
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (var statement = connection.createStatement()) {
            for (var channel : heard.keySet()) {
                statement.execute("listen " + statement.enquoteIdentifier(channel, false));
            }
            // A connection that is lost once a day must not wait longer each time.
            failures = 0;
            try (Unlisten _ = () -> statement.execute("unlisten *")) {
                hear(connection.unwrap(PGConnection.class));
            }
        }
    }

    /**
     * Also shows to the pool, which does not see what happens below its own statements, that a connection is lost; otherwise it gave it to the
     * next who asks.
     */
    @FunctionalInterface
    private interface Unlisten extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    private void hear(PGConnection connection) throws SQLException {
        // What was said while nobody listened is unknown.
        heard.keySet().forEach(channel -> tell(channel, ""));
        while (!closing) {
            var notifications = connection.getNotifications((int) WAIT.toMillis());
            for (var notification : notifications == null ? new PGNotification[0] : notifications) {
                tell(notification.getName(), notification.getParameter());
            }
        }
    }

    private void tell(String channel, String payload) {
        heard.getOrDefault(channel, List.of()).forEach(call -> call.accept(payload));
    }

    /** Returns whether to go on. */
    private static boolean pause(Duration duration) {
        try {
            Thread.sleep(duration);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    /** Stops to listen and gives the connection back, within a second. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(WAIT.multipliedBy(4));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
