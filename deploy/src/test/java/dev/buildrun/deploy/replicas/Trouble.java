package dev.buildrun.deploy.replicas;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What happens to replicas while callers write. */
final class Trouble {
    private static final Duration READY = Duration.ofMinutes(2);

    private final Cluster cluster;
    private final Random random;
    private final Map<String, Integer> happened = new TreeMap<>();

    Trouble(Cluster cluster, Random random) {
        this.cluster = cluster;
        this.random = random;
    }

    Map<String, Integer> happened() {
        return happened;
    }

    /** Kills one, and starts it again a little later. */
    void kill() throws IOException, InterruptedException {
        var replica = one();
        replica.kill();
        Thread.sleep(random.nextInt(1500));
        replica.start();
        replica.awaitReady(READY);
        happened("killed");
    }

    /** Ends one in good order, as a rolling update does, and starts it again. */
    void restart() throws IOException, InterruptedException {
        var replica = one();
        replica.stop();
        replica.start();
        replica.awaitReady(READY);
        happened("restarted");
    }

    /** Lets one do nothing for a while, in the middle of whatever it does. */
    void pause(int millis) throws IOException, InterruptedException {
        var replica = one();
        replica.pause();
        Thread.sleep(millis);
        replica.goOn();
        happened("paused");
    }

    /** Breaks the connections on which replicas hear of each other's writes. */
    void cutOff() throws SQLException {
        try (var connection = cluster.connect();
                var statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where datname = current_database() and query ilike 'listen%' and pid <> pg_backend_pid()");
        }
        happened("notifications cut off");
    }

    private Replica one() {
        var all = cluster.replicas();
        return all.get(random.nextInt(all.size()));
    }

    private void happened(String what) {
        happened.merge(what, 1, Integer::sum);
    }
}
