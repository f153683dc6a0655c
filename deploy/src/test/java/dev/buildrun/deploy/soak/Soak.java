package dev.buildrun.deploy.soak;

import dev.buildrun.deploy.replicas.Cluster;
import dev.buildrun.deploy.replicas.Replica;
import dev.buildrun.deploy.replicas.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Lets two replicas work under a mixed load, samples what they hold, and judges at the end whether it stayed flat. */
public final class Soak {
    private static final Duration READY = Duration.ofMinutes(2);
    private static final int SAMPLES = 40;
    private static final int SHORTEST_PAUSE_SECONDS = 3;
    private static final String CONNECTIONS = "connections of PostgreSQL";
    private static final List<String> COLOURS = List.of("#1f77b4", "#d62728");
    /** By what it is: what it may grow by in the second half, however little there is of it. */
    private static final Map<String, Double> LEAST = Map.of(
            Sample.HEAP,
            16.0,
            Sample.MEMORY,
            25.0,
            Sample.THREADS,
            3.0,
            Sample.FILES,
            10.0,
            Sample.SOCKETS,
            10.0,
            CONNECTIONS,
            2.0);

    private final Cluster cluster;
    private final Path svg;
    private final Duration time;
    private final long started = System.nanoTime();
    /** By replica, then by what it is: times and values. */
    private final Map<String, Map<String, List<double[]>>> series = new LinkedHashMap<>();

    private Soak(Cluster cluster, Path svg, Duration time) {
        this.cluster = cluster;
        this.svg = svg;
        this.time = time;
    }

    /** Takes the project, a folder, a file for the chart, and then {@code --minutes N}. */
    public static void main(String[] arguments) throws Exception {
        var options = List.of(arguments);
        var at = options.indexOf("--minutes");
        var minutes = at < 0 ? 20 : Double.parseDouble(options.get(at + 1));
        boolean good;
        try (var cluster = Cluster.open(Path.of(arguments[0]), Path.of(arguments[1]), "30s")) {
            var soak = new Soak(cluster, Path.of(arguments[2]), Duration.ofSeconds((long) (minutes * 60)));
            good = soak.run();
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run() throws Exception {
        var classPath = System.getProperty("java.class.path");
        var launch = new Replica.Launch(List.of("-Xmx256m"), classPath, Probed.class.getName());
        for (var n = 0; n < 2; n++) {
            cluster.add(0, launch).start();
        }
        for (var replica : cluster.replicas()) {
            replica.awaitReady(READY);
        }
        var load = new Load(cluster, new Random(1));
        load.prepare();
        var counts = Writer.counts();
        var writers = new ArrayList<Writer>();
        var threads = new ArrayList<Thread>();
        for (var n = 0; n < 2; n++) {
            var writer = new Writer(cluster, n, new Random(n), counts);
            writers.add(writer);
            threads.add(Thread.ofVirtual().start(writer));
        }
        load.start();
        Thread.sleep(Math.min(10_000, time.toMillis() / 4));
        var from = System.nanoTime();
        sample(from);
        writers.forEach(Writer::stop);
        for (var thread : threads) {
            thread.join();
        }
        load.stop();
        writers.forEach(Writer::throwFailure);
        System.out.println("load: " + load.counts() + ", " + counts);
        return judge(from);
    }

    private void sample(long from) throws IOException, InterruptedException, SQLException {
        var pause = Math.max(SHORTEST_PAUSE_SECONDS * 1000L, time.toMillis() / SAMPLES);
        while (System.nanoTime() - from < time.toNanos()) {
            Thread.sleep(pause);
            var seconds = (System.nanoTime() - from) / 1e9;
            for (var replica : cluster.replicas()) {
                Sample.take(seconds, replica)
                        .values()
                        .forEach((what, value) -> add(replica.name(), what, seconds, value));
            }
            add("all", CONNECTIONS, seconds, connections());
            System.out.printf("%6.0f s of %d s: %s%n", seconds, time.toSeconds(), newest());
        }
    }

    /** What was seen last, so that somebody who waits sees how it goes. */
    private String newest() {
        var newest = new ArrayList<String>();
        series.forEach((of, all) -> all.forEach((what, values) -> {
            if (what.equals(Sample.HEAP) || what.equals(CONNECTIONS)) {
                newest.add("%s: %s %.0f".formatted(of, what, values.getLast()[1]));
            }
        }));
        return String.join(", ", newest);
    }

    private void add(String of, String what, double seconds, double value) {
        series.computeIfAbsent(of, _ -> new LinkedHashMap<>())
                .computeIfAbsent(what, _ -> new ArrayList<>())
                .add(new double[] {seconds, value});
    }

    private double connections() throws SQLException {
        try (var connection = cluster.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private boolean judge(long from) throws IOException {
        var good = true;
        System.out.println(
                "Flat: what the line through the second half gains is at most a tenth of the mean there, or " + LEAST);
        System.out.printf(
                "%n| of | what | first | mean of the second half | gained in it | flat |%n|---|---|---|---|---|---|%n");
        for (var of : series.entrySet()) {
            for (var each : of.getValue().entrySet()) {
                var trend = Trend.of(each.getValue());
                var flat = trend.isFlat(LEAST.getOrDefault(each.getKey(), 0.0));
                good &= flat;
                System.out.printf(
                        "| %s | %s | %.1f | %.1f | %+.1f | %s |%n",
                        of.getKey(),
                        each.getKey(),
                        each.getValue().getFirst()[1],
                        trend.mean(),
                        trend.growth(),
                        flat ? "yes" : "NO");
            }
        }
        for (var replica : cluster.replicas()) {
            var held = HeldUp.read(replica.folder().resolve("probes"), from / 1_000_000);
            good &= held.byLoops().isEmpty();
            System.out.println(replica.name() + ": event loops worked or waited for " + Probed.TOO_LONG_MILLIS
                    + " ms or more " + held.byLoops().size() + " times; " + held.byTheMachine()
                    + " answers took so long because the machine did not let them work; the control thread overslept "
                    + Probed.OVERSLEPT_MILLIS + " ms or more " + held.overslept() + " times, at most "
                    + held.longestOversleepMillis() + " ms");
            held.byLoops().stream().limit(10).forEach(line -> System.out.println("    " + line));
        }
        Files.writeString(svg, Chart.of(series, COLOURS));
        System.out.println(
                "soak: " + time.toSeconds() + " s, " + (good ? "flat, and no event loop was held up" : "NOT GOOD")
                        + "; chart in " + svg + "; " + (System.nanoTime() - started) / 1_000_000_000L + " s in all");
        return good;
    }
}
