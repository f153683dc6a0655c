package dev.buildrun.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reading an entity by its name refuses is shown on no other way, and what it gives is shown on all of them. */
class ReadPathsAgreeTest {
    private static final String TASKS = "/api/scaffolder/v2/tasks";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void onEveryWay(long seed) throws Exception {
        try (var world = new GeneratedWorld(seed, folder);
                var receiver = new Receiver()) {
            var tasks = tasks(world);
            for (var user : GeneratedWorld.USERS) {
                webhook(world, user, receiver);
            }
            var partial = 0;
            var compared = 0;
            for (var round = 0; round < 2; round++) {
                for (var user : GeneratedWorld.USERS) {
                    var reader = new Reader(world, user, world.token(user));
                    compare(reader, tasks);
                    receiver.awaitTold(reader);
                    if (round == 0) {
                        reader.among("bodies of the webhook", receiver.bodies(user));
                    }
                    partial += reader.seesSome() ? 1 : 0;
                    compared += reader.compared();
                }
                var scoped = new Reader(world, "token of u1", scoped(world));
                compare(scoped, tasks);
                compared += scoped.compared();
                world.changeMuch();
            }
            assertThat(partial).as("callers who see some and not all").isGreaterThan(3);
            assertThat(compared).as("comparisons").isGreaterThan(5_000);
        }
    }

    private static void compare(Reader reader, Map<String, String> tasks) {
        new PathsToMany(reader).compare();
        new PathsToOne(reader).compare(tasks);
    }

    /** By id, the template that each comes from. */
    private static Map<String, String> tasks(GeneratedWorld world) {
        var tasks = new LinkedHashMap<String, String>();
        for (var template :
                world.refs().stream().filter(ref -> ref.startsWith("template:")).toList()) {
            tasks.put(task(world, GuardedService.MACHINE, template), template);
        }
        return tasks;
    }

    private static String task(GeneratedWorld world, String by, String template) {
        var answer = world.service().send(by, "POST", TASKS, "{\"templateRef\":\"" + template + "\",\"values\":{}}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        var id = answer.json().path("id").asString();
        // Ends with the task.
        world.service().get(by, TASKS + "/" + id + "/eventstream");
        return id;
    }

    /** One with which u1 reads some of what u1 may. */
    private static String scoped(GeneratedWorld world) {
        var body = Json.object().put("name", "some");
        List.of("catalog.*", "buildrun.*", "search.*", "scaffolder.*", "notifications.*")
                .forEach(body.putArray("permissions")::add);
        body.putObject("entities")
                .put("rule", "HAS_SPEC")
                .put("resourceType", "catalog-entity")
                .putObject("params")
                .put("key", "type")
                .put("value", "service");
        var answer = world.service().send(world.token("u1"), "POST", "/api/buildrun/tokens", Json.write(body));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().path("token").asString();
    }

    private static void webhook(GeneratedWorld world, String user, Receiver receiver) {
        var body = Json.object().put("url", receiver.url(user)).put("after", 0).put("body", true);
        var answer = world.service().send(world.token(user), "POST", "/api/buildrun/webhooks", Json.write(body));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }
}
