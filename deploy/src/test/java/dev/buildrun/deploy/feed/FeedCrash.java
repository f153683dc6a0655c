package dev.buildrun.deploy.feed;

import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.database.EmbeddedServer;
import dev.buildrun.deploy.FreePort;
import dev.buildrun.deploy.crash.CrashFailure;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two services, two writers, four readers and two receivers, each a process, of which one after the other is killed and started
 * again; then everything comes to rest and is compared.
 */
public final class FeedCrash {
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration SETTLED = Duration.ofMinutes(2);
    private static final List<String> SOURCES = List.of("w0", "w1");
    private static final String FILTER = "kind=component,spec.type=service";

    private final Options options;
    private final Random random;
    private final EmbeddedServer server;
    private final HttpClient client = Services.client();
    private final List<Child> services = new ArrayList<>();
    private final List<Child> writers = new ArrayList<>();
    private final List<Child> consumers = new ArrayList<>();
    private final List<Consumer> judged = new ArrayList<>();
    private final Map<String, Integer> kills = new TreeMap<>();
    private final Services ports;
    private final long started = System.nanoTime();

    /** @param project the root of the project */
    record Options(Path project, Path folder, long seed, int kills) {
        static Options parse(String... arguments) {
            var options = List.of(arguments);
            return new Options(
                    Path.of(arguments[0]).toAbsolutePath(),
                    Path.of(arguments[1]).toAbsolutePath(),
                    number(options, "--seed", System.nanoTime() % 1_000_000),
                    (int) number(options, "--kills", options.contains("--quick") ? 10 : 200));
        }

        private static long number(List<String> options, String name, long otherwise) {
            var at = options.indexOf(name);
            return at < 0 ? otherwise : Long.parseLong(options.get(at + 1));
        }
    }

    /** @param mayRepeat whether it is delivered at least once, and not exactly once */
    private record Consumer(String name, Path journal, String filter, boolean mayRepeat) {
        List<Told> told() throws IOException {
            return Journal.lines(journal).stream().map(Told::parse).toList();
        }
    }

    private FeedCrash(Options options) throws IOException {
        this.options = options;
        this.random = new Random(options.seed());
        this.server = EmbeddedServer.start(options.folder().resolve("postgres"));
        this.ports = new Services(List.of(FreePort.find(), FreePort.find()));
    }

    public static void main(String[] arguments) throws Exception {
        var options = Options.parse(arguments);
        var crash = new FeedCrash(options);
        var status = 0;
        try {
            crash.run();
        } catch (CrashFailure failure) {
            System.out.println("crash feed: FAILED, seed " + options.seed() + ": " + failure.getMessage());
            status = 1;
        } finally {
            crash.close();
        }
        System.exit(status);
    }

    private void close() {
        consumers.forEach(Child::close);
        writers.forEach(Child::close);
        services.forEach(Child::close);
        server.close();
    }

    private void run() throws Exception {
        say("seed " + options.seed() + ", " + options.kills() + " kills");
        for (var index = 0; index < ports.ports().size(); index++) {
            services.add(service(index));
            services.getLast().start();
        }
        awaitAllReady();
        startConsumers();
        startWriters();
        for (var kill = 1; kill <= options.kills(); kill++) {
            Thread.sleep(300 + random.nextInt(1200));
            killOne();
            if (kill % 20 == 0) {
                say(kill + " kills: " + kills);
            }
        }
        awaitAllReady();
        for (var writer : writers) {
            writer.kill();
        }
        judge();
    }

    private Child service(int index) throws IOException {
        var port = ports.ports().get(index);
        var name = "service" + index;
        var config = Files.writeString(options.folder().resolve(name + ".yaml"), Json.write(config(port)));
        var database = server.database();
        return new Child(
                name,
                options.project(),
                options.folder(),
                List.of(
                        "-Xmx384m",
                        "dev.buildrun.Main",
                        "--config",
                        config.toString(),
                        "--data",
                        options.folder().resolve(name + "-data").toString(),
                        "--port",
                        port.toString(),
                        "--database",
                        database.jdbcUrl() + "?user=" + database.user() + "&password=" + database.password()));
    }

    private static JsonNode config(int port) {
        var json = Json.object();
        var backend = json.putObject("backend").put("baseUrl", "http://localhost:" + port);
        backend.putObject("listen").put("host", "127.0.0.1");
        backend.putObject("auth")
                .putArray("externalAccess")
                .addObject()
                .put("type", "static")
                .putObject("options")
                .put("token", Services.TOKEN)
                .put("subject", "crash-test");
        var buildrun = json.putObject("buildrun");
        var providers = buildrun.putObject("providers");
        SOURCES.forEach(
                source -> providers.putObject(source).putArray("subjects").add("external:crash-test"));
        var webhooks = buildrun.putObject("webhooks").put("attempts", 20).put("timeoutSeconds", 5);
        webhooks.putArray("subjects").add("external:crash-test");
        webhooks.putArray("allowPrivateHosts").add("127.0.0.1");
        buildrun.putObject("scaffolder").put("secretsKey", Base64.getEncoder().encodeToString(new byte[32]));
        return json;
    }

    private void startConsumers() throws IOException, InterruptedException {
        for (var filter : List.of("", FILTER)) {
            for (var way : List.of("stream", "poll")) {
                var name = way + (filter.isEmpty() ? "-all" : "-filtered");
                var consumer = new Consumer(name, options.folder().resolve(name + ".journal"), filter, false);
                start(consumer, "Reader", list(), consumer.journal().toString(), way, filter);
            }
            var name = "webhook" + (filter.isEmpty() ? "-all" : "-filtered");
            var consumer = new Consumer(name, options.folder().resolve(name + ".journal"), filter, true);
            var port = FreePort.find();
            start(
                    consumer,
                    "Receiver",
                    Integer.toString(port),
                    consumer.journal().toString(),
                    subscribe(port, filter));
        }
    }

    private String list() {
        return ports.ports().getFirst() + "," + ports.ports().getLast();
    }

    private void start(Consumer consumer, String program, String... arguments) throws IOException {
        judged.add(consumer);
        consumers.add(program(consumer.name(), program, arguments));
        consumers.getLast().start();
    }

    private Child program(String name, String program, String... arguments) {
        var command = new ArrayList<>(List.of("-Xmx96m", "dev.buildrun.deploy.feed." + program));
        command.addAll(List.of(arguments));
        return new Child(name, options.project(), options.folder(), command);
    }

    /** Returns the key of its signatures in Base64. */
    private String subscribe(int port, String filter) throws IOException, InterruptedException {
        var body = Json.object()
                .put("url", "http://127.0.0.1:" + port + "/hook")
                .put("body", true)
                .put("after", 0);
        if (!filter.isEmpty()) {
            body.putArray("filter").add(filter);
        }
        var request = ports.request("/buildrun/webhooks").POST(BodyPublishers.ofString(Json.write(body)));
        var answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new CrashFailure("A webhook was answered " + answer.statusCode() + ": " + answer.body());
        }
        return Json.read(answer.body()).path("secret").asString().substring("whsec_".length());
    }

    private void startWriters() throws IOException {
        for (var source : SOURCES) {
            writers.add(program(
                    "writer-" + source, "Writer", list(), journalOf(source).toString(), source));
            writers.getLast().start();
        }
    }

    private Path journalOf(String source) {
        return options.folder().resolve("writer-" + source + ".journal");
    }

    /** Any process, and now and then both services. */
    private void killOne() throws IOException, InterruptedException {
        var dice = random.nextInt(10);
        if (dice < 3) {
            again(services.get(random.nextInt(services.size())), "service");
            if (random.nextInt(6) == 0) {
                Thread.sleep(random.nextInt(500));
                again(services.get(random.nextInt(services.size())), "service");
            }
        } else if (dice < 5) {
            again(writers.get(random.nextInt(writers.size())), "writer");
        } else {
            var consumer = consumers.get(random.nextInt(consumers.size()));
            again(consumer, consumer.name().replaceFirst("-.*", ""));
        }
    }

    private void again(Child child, String kind) throws IOException, InterruptedException {
        child.kill();
        kills.merge(kind, 1, Integer::sum);
        child.start();
    }

    private void awaitAllReady() throws InterruptedException {
        for (var index = 0; index < services.size(); index++) {
            var service = services.get(index);
            var port = ports.ports().get(index);
            await(READY, service.name() + " is not ready", () -> {
                service.checkAlive();
                return isReady(port);
            });
        }
    }

    private boolean isReady(int port) {
        try {
            var request = Services.request(port, "/catalog/entities?limit=1").timeout(Duration.ofSeconds(5));
            return client.send(request.build(), BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        }
    }

    private static void await(Duration atMost, String otherwise, BooleanSupplier condition)
            throws InterruptedException {
        var end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new CrashFailure("After " + atMost.toSeconds() + " s: " + otherwise);
            }
            Thread.sleep(100);
        }
    }

    private Connection connect() throws SQLException {
        DatabaseConfig database = server.database();
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    private void judge() throws Exception {
        var settled = settled();
        var problems = new ArrayList<>(settled.gaps());
        var served = served("");
        var meant = served("?filter=" + FILTER);
        for (var consumer : judged) {
            var events = settled.events(Expected.meaning(consumer.filter()));
            var told = told(consumer, events);
            var verdict = Verdict.on(told, events, consumer.mayRepeat());
            verdict.problems().forEach(problem -> problems.add(consumer.name() + ": " + problem));
            var isWhole = consumer.filter().isEmpty();
            if (verdict.problems().isEmpty()) {
                Verdict.ofMirror(Verdict.mirror(told), isWhole ? served : meant, isWhole)
                        .forEach(problem -> problems.add(consumer.name() + ": " + problem));
            }
            say(consumer.name() + ": " + events.size() + " events " + Expected.counts(events) + ", "
                    + verdict.repeated() + " told again");
        }
        problems.addAll(lostWrites(served));
        if (!problems.isEmpty()) {
            throw new CrashFailure(problems.size() + " problems\n    " + String.join("\n    ", problems));
        }
        System.out.println("crash feed: " + options.kills() + " kills, " + kills + ", " + settled.head()
                + " changes, " + judged.size() + " consumers told all of them, in order, none lost; mirrors of "
                + served.size() + " entities equal the catalog; seed " + options.seed() + ", " + seconds() + " s");
    }

    /** Waits until nothing is written any more. */
    private Expected settled() throws Exception {
        var last = -1L;
        while (true) {
            Expected now;
            try (var connection = connect()) {
                now = Expected.read(connection);
            }
            if (now.head() == last) {
                return now;
            }
            last = now.head();
            Thread.sleep(3000);
        }
    }

    /** Waits until the consumer was told as much as it has to be, and a little longer, since it may be told too much. */
    private static List<Told> told(Consumer consumer, List<Expected.Event> events) throws Exception {
        var end = System.nanoTime() + SETTLED.toNanos();
        var last = events.isEmpty() ? 0 : events.getLast().position();
        while (consumer.told().stream().mapToLong(Told::position).max().orElse(0) < last && System.nanoTime() < end) {
            Thread.sleep(200);
        }
        Thread.sleep(300);
        return consumer.told();
    }

    private Map<String, ObjectNode> served(String query) throws IOException, InterruptedException {
        var request = ports.request("/catalog/entities" + query).timeout(READY);
        var entities = new TreeMap<String, ObjectNode>();
        for (var entity :
                Json.read(client.send(request.build(), BodyHandlers.ofString()).body())) {
            var metadata = entity.path("metadata");
            entities.put(
                    entity.path("kind").asString().toLowerCase(java.util.Locale.ROOT) + ":default/"
                            + metadata.path("name").asString(),
                    (ObjectNode) entity);
        }
        return entities;
    }

    /** What was acknowledged must be there, but where something was begun after it. */
    private List<String> lostWrites(Map<String, ObjectNode> served) throws IOException {
        var problems = new ArrayList<String>();
        for (var source : SOURCES) {
            var journal = Journal.lines(journalOf(source));
            Writer.possible(journal).forEach((ref, versions) -> {
                var entity = served.get(ref);
                var title = entity == null
                        ? "version 0"
                        : entity.path("metadata").path("title").asString();
                if (versions.stream().noneMatch(version -> title.equals("version " + version))) {
                    problems.add(ref + " has " + title + ", which is none of " + versions);
                }
            });
            say(source + ": "
                    + journal.stream()
                            .filter(line -> line.contains("acknowledged"))
                            .count() + " pushes acknowledged");
        }
        return problems;
    }

    private void say(String text) {
        System.out.println("  " + seconds() + " s  " + text);
    }

    private long seconds() {
        return (System.nanoTime() - started) / 1_000_000_000L;
    }
}
