package dev.buildrun.deploy.tasks;

import dev.buildrun.deploy.crash.CrashFailure;
import dev.buildrun.deploy.replicas.Cluster;
import dev.buildrun.deploy.replicas.Replica;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Creates tasks with effects on a forge while one of two replicas after the other is killed, and compares what is there with the ledger;
 * then lets the golden path fail at each of its steps, and compares what is there with what was there before.
 */
public final class ScaffolderCrash {
    private static final Duration READY = Duration.ofMinutes(2);
    private static final String LEASE = "5s";
    /** Every so many tasks one fails at its end, and is undone. */
    private static final int FAILING = 5;

    private final ScaffolderOptions options;
    private final Random random;
    private final Cluster cluster;
    private final Chaos chaos;
    private final RecordingForge forge;
    private final TaskTemplates templates;
    private final TaskCalls calls;
    private final TaskWorld world;
    private final long started = System.nanoTime();
    private volatile int sent;
    private volatile int killed;

    private ScaffolderCrash(ScaffolderOptions options, Cluster cluster, Chaos chaos, RecordingForge forge)
            throws IOException {
        this.options = options;
        this.random = new Random(options.seed());
        this.cluster = cluster;
        this.chaos = chaos;
        this.forge = forge;
        this.templates = new TaskTemplates(options.project(), options.folder().resolve("templates"));
        this.calls = new TaskCalls(cluster.replicas());
        this.world = new TaskWorld(cluster, forge);
    }

    public static void main(String[] arguments) throws Exception {
        var options = ScaffolderOptions.parse(arguments);
        var chaos = new Chaos(options.seed() + 1);
        try (var cluster = Cluster.open(options.project(), options.folder(), LEASE);
                var forge = new RecordingForge(options.folder().resolve("git"), chaos)) {
            new ScaffolderCrash(options, cluster, chaos, forge).run();
        } catch (CrashFailure failure) {
            System.out.println("crash scaffolder: FAILED, seed " + options.seed() + ": " + failure.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private void run() throws Exception {
        say("seed " + options.seed());
        templates.writeKilled();
        var golden = new GoldenPath(templates, calls, world, forge, cluster);
        golden.write(options.isQuick());
        start();
        chaos.set(true);
        var creating = Thread.ofVirtual().start(this::create);
        var kills = kill();
        creating.join();
        chaos.set(false);
        var effects = judge(kills);
        var failures = golden.run(text -> say(text));
        System.out.println("crash scaffolder: " + options.tasks() + " tasks, " + kills + " kills, "
                + effects + " effects, 0 duplicate effects, 0 tasks not terminal, ledger equals the world; "
                + failures + " failures of the golden path undone, or left over exactly; requests " + chaos.happened()
                + "; seed " + options.seed() + ", " + seconds() + " s");
    }

    private void start() throws Exception {
        var config = templates.writeConfig(forge.url());
        var launch = new Replica.Launch(
                List.of(
                        "-Xmx384m",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-Dforge.url=" + forge.url(),
                        "-Dforge.config=" + config),
                System.getProperty("java.class.path"),
                ForgeBuildrun.class.getName());
        for (var replica = 0; replica < 2; replica++) {
            cluster.add(0, launch).start();
        }
        for (var replica : cluster.replicas()) {
            replica.awaitReady(READY);
        }
        calls.awaitEntity("template:default/" + TaskTemplates.KILLED);
        say("two replicas are ready");
    }

    /** The answer to a request may be lost with its replica; it is sent again with the same name, which then makes a second task for it. */
    private void create() {
        for (var number = 0; number < options.tasks(); number++) {
            var values = Json.object().put("name", "made-" + number).put("fails", number % FAILING == FAILING - 1);
            try {
                // So that there are tasks to interrupt until the last kill.
                while ((long) number * options.kills() > (long) (killed + 2) * options.tasks()) {
                    Thread.sleep(20);
                }
                while (!isCreated(values)) {
                    Thread.sleep(20);
                }
                sent = number + 1;
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private boolean isCreated(tools.jackson.databind.JsonNode values) throws InterruptedException {
        var replicas = cluster.replicas();
        try {
            return calls.create(replicas.get(random(replicas.size())), TaskTemplates.KILLED, values)
                            .statusCode()
                    == 201;
        } catch (IOException | IllegalStateException _) {
            return world.hasTask(values.path("name").asString());
        }
    }

    private synchronized int random(int bound) {
        return random.nextInt(bound);
    }

    /** Kills at random until enough were killed and everything has been created. */
    private int kill() throws Exception {
        for (var kills = 1; kills <= options.kills(); kills++) {
            Thread.sleep(options.isQuick() ? 200 + random(600) : 200 + random(1_300));
            var replica = cluster.replicas().get(kills % 2);
            replica.kill();
            killed = kills;
            if (random(3) == 0) {
                Thread.sleep(random(500));
            }
            replica.start();
            if (random(3) == 0) {
                // Else the other one is killed while this one is not up yet, and nobody is there for a while.
                replica.awaitReady(READY);
            }
            if (kills % 20 == 0) {
                say(kills + " kills, " + sent + " tasks created, " + world.statuses());
            }
        }
        return killed;
    }

    private int judge(int kills) throws Exception {
        for (var replica : cluster.replicas()) {
            replica.awaitReady(READY);
        }
        say(kills + " kills are done; requests to the forge: " + chaos.happened());
        world.awaitRest(options.tasks());
        return world.check(options.tasks(), FAILING);
    }

    private void say(String text) {
        System.out.println("  " + seconds() + " s  " + text);
    }

    private long seconds() {
        return (System.nanoTime() - started) / 1_000_000_000L;
    }
}
