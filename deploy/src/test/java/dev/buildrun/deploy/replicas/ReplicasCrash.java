package dev.buildrun.deploy.replicas;

import dev.buildrun.deploy.crash.CrashFailure;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Lets eight callers write to two and then three replicas of which one has a wrong clock, while replicas are killed, restarted, stopped and
 * cut off, and compares all replicas with each other and with what was written.
 */
public final class ReplicasCrash {
    private static final Duration READY = Duration.ofMinutes(2);
    /** Enough to take every lease of the others for over, were it asked. */
    private static final int SKEW_SECONDS = 3600;

    private final ReplicasOptions options;
    private final Random random;
    private final Cluster cluster;
    private final List<Writer> writers = new ArrayList<>();
    private final Map<String, java.util.concurrent.atomic.AtomicInteger> counts = Writer.counts();
    private final Trouble trouble;
    private final Agreement agreement;
    private final PausedHolder holder;
    private final long started = System.nanoTime();
    private int handedOver;

    private ReplicasCrash(ReplicasOptions options, Cluster cluster) {
        this.options = options;
        this.random = new Random(options.seed());
        this.cluster = cluster;
        this.trouble = new Trouble(cluster, new Random(options.seed() + 1));
        this.agreement = new Agreement(cluster);
        this.holder = new PausedHolder(cluster, options.folder().resolve("git"));
        for (var writer = 0; writer < Writer.COUNT; writer++) {
            writers.add(new Writer(cluster, writer, new Random(options.seed() + 2 + writer), counts));
        }
    }

    public static void main(String[] arguments) throws Exception {
        var options = ReplicasOptions.parse(arguments);
        var lease = options.staleTimeout().toSeconds() + "s";
        try (var cluster = Cluster.open(options.project(), options.folder(), lease)) {
            new ReplicasCrash(options, cluster).run();
        } catch (CrashFailure failure) {
            System.out.println("crash replicas: FAILED, seed " + options.seed() + ": " + failure.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private void run() throws Exception {
        say("seed " + options.seed() + "; "
                + Skew.library()
                        .map(library -> "one replica has a clock that is " + SKEW_SECONDS + " s fast (" + library + ")")
                        .orElse("NO CLOCK IS WRONG, since this machine has no libfaketime"));
        cluster.add(0).start();
        cluster.add(SKEW_SECONDS).start();
        for (var more = 2; more < options.replicas(); more++) {
            cluster.add(-SKEW_SECONDS).start();
        }
        for (var replica : cluster.replicas()) {
            replica.awaitReady(READY);
        }
        say(cluster.replicas().size() + " replicas are ready, started together on an empty database");
        handOver();
        write();
        if (!options.isQuick()) {
            agree();
            write();
        }
        pause();
        var late = cluster.add(-SKEW_SECONDS);
        late.start();
        late.awaitReady(READY);
        if (!options.isQuick()) {
            write();
        }
        agree();
        System.out.println("crash replicas: " + cluster.replicas().size() + " replicas, " + trouble.happened() + ", "
                + counts + ", " + handedOver + " writes handed over, " + holder.paused()
                + " holders of leases stopped, "
                + agreement.compared() + " answers and entities compared and equal; seed " + options.seed() + ", "
                + seconds() + " s");
    }

    /** Written through one replica, read through another at once, again and again, with nobody else around. */
    private void handOver() throws IOException, InterruptedException {
        var writing = 0L;
        var reading = 0L;
        var all = cluster.replicas();
        var path = "/api/buildrun/providers/probe/entities";
        for (var n = 1; n <= options.handOvers(); n++) {
            var body = Json.object();
            var entity = body.putArray("entities")
                    .addObject()
                    .put("apiVersion", "backstage.io/v1alpha1")
                    .put("kind", "Component");
            entity.putObject("metadata").put("name", "probe").put("description", "version " + n);
            entity.putObject("spec")
                    .put("type", "service")
                    .put("lifecycle", "test")
                    .put("owner", "probe");
            var start = System.nanoTime();
            var written = all.get(n % all.size()).send("PUT", path, body, Map.of());
            var answered = System.nanoTime();
            writing += answered - start;
            var position = Replica.ofPosition(written).getFirst();
            var reader = all.get((n + 1) % all.size());
            var read = reader.send(
                    "GET",
                    "/api/catalog/entities/by-name/component/default/probe",
                    null,
                    Map.of(Replica.POSITION, position));
            reading += System.nanoTime() - answered;
            if (read.statusCode() != 200 || !read.body().contains("\"version " + n + "\"")) {
                throw new CrashFailure("written as version " + n + " at " + position + " and read from " + reader.name()
                        + ": " + read.statusCode() + " " + read.body());
            }
            handedOver++;
        }
        say(handedOver + " writes through one replica were read at once through another one; a write took "
                + writing / 1000 / options.handOvers() + " µs until it was processed and shown, a read "
                + reading / 1000 / options.handOvers() + " µs");
    }

    private void write() throws Exception {
        var threads =
                writers.stream().map(writer -> Thread.ofVirtual().start(writer)).toList();
        var end = System.nanoTime() + Duration.ofSeconds(options.seconds()).toNanos();
        for (var turn = 0; System.nanoTime() < end; turn++) {
            Thread.sleep(500 + random.nextInt(1500));
            switch (turn % 4) {
                case 0 -> trouble.cutOff();
                case 1 -> trouble.kill();
                case 2 -> trouble.pause(options.isQuick() ? 1000 : 5000);
                default -> trouble.restart();
            }
            writers.forEach(Writer::throwFailure);
        }
        writers.forEach(Writer::stop);
        for (var thread : threads) {
            thread.join();
        }
        writers.forEach(Writer::throwFailure);
        writers.forEach(Writer::again);
        say(trouble.happened() + " while " + counts);
    }

    private void pause() throws Exception {
        var first = cluster.replicas().getFirst();
        holder.prepare(first);
        for (var round = 0; round < (options.isQuick() ? 1 : 2); round++) {
            var other = cluster.replicas().get(1);
            for (var replica : cluster.replicas()) {
                if (replica != first && replica.isAlive()) {
                    replica.stop();
                }
            }
            holder.pause(first, other, options.pause(), 500 + random.nextInt(2500));
        }
        for (var replica : cluster.replicas()) {
            if (!replica.isAlive()) {
                replica.start();
                replica.awaitReady(READY);
            }
        }
    }

    private void agree() throws Exception {
        var model = new TreeMap<String, String>();
        model.put("probe", "version " + options.handOvers());
        writers.forEach(writer -> writer.expectInto(model));
        holder.expectInto(model);
        agreement.check(model);
        say("all " + cluster.replicas().size() + " replicas answer alike, and as was written: " + model.size()
                + " components, " + agreement.compared() + " answers and entities compared");
    }

    private void say(String text) {
        System.out.println("  " + seconds() + " s  " + text);
    }

    private long seconds() {
        return (System.nanoTime() - started) / 1_000_000_000L;
    }
}
