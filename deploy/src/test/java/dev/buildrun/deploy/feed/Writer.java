package dev.buildrun.deploy.feed;

import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * A process that pushes entities of its own source, some at a time: new ones, changed ones, and that some are gone. Its journal has what it
 * is about to write, and then that it was acknowledged.
 */
final class Writer {
    private static final int NAMES = 30;
    private static final int MOST_AT_ONCE = 5;
    private static final long PAUSE_MILLIS = 60;
    /** So many versions later a push may still be on its way. */
    private static final long LATE = 20;

    private final Services services;
    private final String source;
    private final Journal journal;
    private final Random random = new Random();
    private final HttpClient client = Services.client();
    private long version;

    private Writer(Services services, String source, Journal journal, long version) {
        this.services = services;
        this.source = source;
        this.journal = journal;
        this.version = version;
    }

    /** Takes the ports, the file of the journal and the name of the source. */
    public static void main(String[] arguments) throws Exception {
        var file = Path.of(arguments[1]);
        var version = 0L;
        for (var line : Journal.lines(file)) {
            version = Math.max(version, Json.read(line).path("version").asLong());
        }
        try (var journal = Journal.open(file)) {
            var writer = new Writer(Services.parse(arguments[0]), arguments[2], journal, version);
            while (true) {
                writer.write();
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private void write() throws IOException, InterruptedException {
        version++;
        var refs = new ArrayList<String>();
        var body = Json.object();
        var upsert = body.putArray("upsert");
        var delete = body.putArray("delete");
        var count = 1 + random.nextInt(MOST_AT_ONCE);
        while (refs.size() < count) {
            var name = source + "-" + random.nextInt(NAMES);
            var ref = "component:default/" + name;
            if (refs.contains(ref)) {
                continue;
            }
            refs.add(ref);
            if (random.nextInt(6) == 0) {
                delete.add(ref);
            } else {
                upsert.add(entity(name));
            }
        }
        var intent = Json.object().put("version", version);
        upsert.forEach(entity -> intent.withArray("/upsert")
                .add(entity.path("metadata").path("name").asString()));
        delete.forEach(ref -> intent.withArray("/delete").add(ref.asString()));
        journal.note(Json.write(intent));
        send(Json.write(body));
    }

    private void send(String body) throws IOException, InterruptedException {
        var request = services.request("/buildrun/providers/" + source + "/entities")
                .timeout(Duration.ofSeconds(30))
                .method("PATCH", BodyPublishers.ofString(body));
        try {
            var answer = client.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                journal.note(Json.write(Json.object().put("version", version).put("acknowledged", true)));
            } else if (answer.statusCode() < 500 && answer.statusCode() != 401) {
                throw new IllegalStateException("A push was answered " + answer.statusCode() + ": " + answer.body());
            }
        } catch (IOException _) {
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private ObjectNode entity(String name) {
        var entity = Json.object().put("apiVersion", "backstage.io/v1alpha1").put("kind", "Component");
        entity.putObject("metadata").put("name", name).put("title", "version " + version);
        var spec = entity.putObject("spec")
                .put("type", random.nextBoolean() ? "service" : "library")
                .put("lifecycle", "production")
                .put("owner", "group:default/team-" + random.nextInt(4));
        if (random.nextInt(3) == 0) {
            spec.putArray("dependsOn").add("component:default/" + source + "-" + random.nextInt(NAMES));
        }
        return entity;
    }

    /**
     * What may be in the catalog after the writer is over: by reference, the versions that its entity may have; zero stands for none.
     * That is the last that was acknowledged, and whatever got no answer after it, or so shortly before it that a service may have
     * come to it later.
     */
    static Map<String, Set<Long>> possible(List<String> journal) {
        var lines = journal.stream().map(Json::read).toList();
        var acknowledged = lines.stream()
                .filter(line -> line.has("acknowledged"))
                .map(line -> line.path("version").asLong())
                .collect(Collectors.toSet());
        var begun = new HashMap<String, List<Begun>>();
        for (var line : lines) {
            var version = line.path("version").asLong();
            var isAcknowledged = acknowledged.contains(version);
            for (var name : line.path("upsert")) {
                begun.computeIfAbsent("component:default/" + name.asString(), _ -> new ArrayList<>())
                        .add(new Begun(version, version, isAcknowledged));
            }
            for (var ref : line.path("delete")) {
                begun.computeIfAbsent(ref.asString(), _ -> new ArrayList<>())
                        .add(new Begun(version, 0, isAcknowledged));
            }
        }
        var possible = new HashMap<String, Set<Long>>();
        begun.forEach((ref, all) -> possible.put(ref, possibleOf(all)));
        return possible;
    }

    /** @param result the version of the entity, zero where it is gone */
    private record Begun(long version, long result, boolean isAcknowledged) {}

    private static Set<Long> possibleOf(List<Begun> begun) {
        var last = begun.stream().filter(Begun::isAcknowledged).reduce((_, later) -> later);
        var from = last.map(Begun::version).orElse(0L);
        var possible = new TreeSet<Long>();
        possible.add(last.map(Begun::result).orElse(0L));
        begun.stream()
                .filter(each -> !each.isAcknowledged() && each.version() >= from - LATE)
                .forEach(each -> possible.add(each.result()));
        return possible;
    }
}
