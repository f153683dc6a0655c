package dev.buildrun.access.http;

import static dev.buildrun.database.schema.Tables.WEBHOOK_DEAD_LETTERS;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.PublishedKeys;
import dev.buildrun.json.Json;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * The whole service with the usual policy, everybody who may call, and every object that calls are about. Dora is in Dept, Ada in Team A
 * below it, Eve in Team B, Pat in the platform team, and Zoe in Team C. What is "own" belongs to Dept or was made by Dora, what is
 * "foreign" to Team C or by Zoe.
 */
final class AuthorityWorld implements AutoCloseable {
    /** So many of each class of entities that are used up. */
    private static final int POOL = 40;

    private static final long PATIENCE_NANOS = 60_000_000_000L;
    /** What a call is about. */
    enum Whose {
        OWN,
        FOREIGN,
        /** Was there. */
        DELETED,
        /** Nothing declares it any more, or what it was made from is gone. */
        ORPHAN;

        /** As the table says it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    final PublishedKeys auth = new PublishedKeys();
    private final RunningService service;
    private final Map<String, Deque<String>> pools = new HashMap<>();
    private final Map<String, Map<String, String>> kept = new HashMap<>();
    private final Map<String, String> tokens = new HashMap<>();

    AuthorityWorld(Path folder) {
        write(
                folder,
                "all.yaml",
                Descriptors.TEAMS
                        + Descriptors.components("own", "dept", POOL)
                        + Descriptors.components("foreign", "team-c", POOL)
                        + Descriptors.templates(""));
        write(
                folder,
                "orphans.yaml",
                Descriptors.components("orphan", "dept", POOL).substring(4) + Descriptors.templates("-gone"));
        for (var name : new String[] {"own-0", "foreign-0", "orphan-0"}) {
            var docs = "docs/default/component/" + name + "/";
            write(folder, docs + "index.html", "<p>Hello</p>");
            write(folder, docs + "techdocs_metadata.json", "{}");
        }
        service = RunningService.start(TestDatabase.create(), folder, """
                permission: {enabled: true}
                auth: {environment: test, providers: {github: {test: {clientId: portal, clientSecret: of-the-portal,
                  signIn: {resolvers: [{resolver: usernameMatchingUserEntityName}]}}}}}
                buildrun:
                  policy: {roles: {platform-team: ['group:default/platform']}}
                  providers: {inventory: {subjects: ['external:machine', 'group:default/dept']}}
                  webhooks: {subjects: ['external:machine', 'group:default/dept', 'group:default/platform'], allowPrivateHosts: ['127.0.0.1']}
                discovery: {endpoints: [{target: '%s', plugins: [auth]}]}
                backend: {auth: {externalAccess: [{type: static, options: {token: %s, subject: machine}}]}}
                techdocs: {publisher: {type: local, local: {publishDirectory: '%s'}}}
                catalog:
                  orphanStrategy: keep
                  locations:
                    - {type: file, target: ./all.yaml, rules: [{allow: [User, Group, Component, Template]}]}
                    - {type: file, target: ./orphans.yaml, rules: [{allow: [Component, Template]}]}
                """.formatted(
                        auth.url("/api/auth"), GuardedService.MACHINE, folder.resolve("docs")));
        tokens.put("service", GuardedService.MACHINE);
        try {
            makeOrphans(folder);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        }
    }

    private static void write(Path folder, String name, String text) {
        try {
            var file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** Tasks come from templates first that are gone later. */
    private void makeOrphans(Path folder) throws InterruptedException {
        for (var kind : new String[] {"task", "approval"}) {
            for (var index = 0; index < POOL / 2; index++) {
                pools.computeIfAbsent(kind, _ -> new ArrayDeque<>())
                        .add(kind.equals("task") ? finished("dora", "hello-gone") : waiting("zoe", "ask-dept-gone"));
            }
        }
        write(folder, "orphans.yaml", "# Nothing any more.\n");
        var machine = GuardedService.MACHINE;
        var ref = "component:default/orphan-0";
        var refreshed = service.send(machine, "POST", "/api/catalog/refresh", "{\"entityRef\":\"" + ref + "\"}");
        assertThat(refreshed.status()).as(refreshed.body()).isEqualTo(200);
        var orphans = "/api/catalog/entities/by-query?limit=0&filter=metadata.annotations.backstage.io/orphan=true";
        await(() -> service.get(machine, orphans).json().path("totalItems").asInt() == POOL + 4);
        for (var template : new String[] {"hello-gone", "ask-dept-gone", "ask-team-c-gone"}) {
            delete("template", template);
        }
    }

    private void delete(String kind, String name) {
        var uid = uid(kind, name);
        var answer = service.send(GuardedService.MACHINE, "DELETE", "/api/catalog/entities/by-uid/" + uid, null);
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    /** Something that will be so. */
    @FunctionalInterface
    interface Soon {
        boolean holds();
    }

    static void await(Soon soon) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE_NANOS;
        while (!soon.holds()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.sleep(20);
        }
    }

    RunningService service() {
        return service;
    }

    /** The token of a user, or of {@code service}. */
    String token(String name) {
        return tokens.computeIfAbsent(name, this::signedIn);
    }

    /** With the proof from which a token for cookies is made. */
    private String signedIn(String name) {
        var now = Instant.now();
        var limited = sign("vnd.backstage.limited-user", name, "", now);
        var proof = limited.substring(limited.lastIndexOf('.') + 1);
        return sign("vnd.backstage.user", name, "\"aud\":\"backstage\",\"uip\":\"" + proof + "\",", now);
    }

    /** A token of a kind for somebody, that is good for an hour from a moment on. */
    String sign(String type, String name, String more, Instant from) {
        return auth.sign(
                type,
                "{\"sub\":\"user:default/" + name + "\"," + more + "\"iat\":" + from.getEpochSecond() + ",\"exp\":"
                        + from.plus(Duration.ofHours(1)).getEpochSecond() + "}");
    }

    private String uid(String kind, String name) {
        return service.get(GuardedService.MACHINE, "/api/catalog/entities/by-name/" + kind + "/default/" + name)
                .json()
                .at("/metadata/uid")
                .asString();
    }

    private JsonNode create(String user, String path, String body) {
        var answer = service.send(token(user), "POST", path, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json();
    }

    private String task(String user, String template) {
        return create(user, "/api/scaffolder/v2/tasks", "{\"templateRef\":\"" + template + "\",\"values\":{}}")
                .path("id")
                .asString();
    }

    private String finished(String user, String template) {
        var id = task(user, template);
        // Ends with the task.
        service.get(token(user), "/api/scaffolder/v2/tasks/" + id + "/eventstream");
        return id;
    }

    /** A task that waits, and the approval that it waits for. */
    private String waiting(String user, String template) throws InterruptedException {
        var id = task(user, template);
        var approvers = template.startsWith("ask-dept") ? "dora" : "zoe";
        var found = new String[1];
        await(() -> {
            for (var item : service.get(token(approvers), "/api/buildrun/approvals")
                    .json()
                    .path("items")) {
                if (item.path("taskId").asString().equals(id)) {
                    found[0] = item.path("id").asString();
                }
            }
            return found[0] != null;
        });
        return found[0];
    }

    /** What stands in the places of names for an object of a kind; the same each time, or another one. */
    Map<String, String> object(String kind, Whose of, boolean fresh) throws InterruptedException {
        var key = kind + " " + of;
        if (fresh || !kept.containsKey(key)) {
            var made = make(kind, of, fresh);
            if (fresh) {
                return made;
            }
            kept.put(key, made);
        }
        return kept.get(key);
    }

    private Map<String, String> make(String kind, Whose of, boolean fresh) throws InterruptedException {
        return switch (kind) {
            case "entity" -> entity(of, fresh);
            case "task" ->
                Map.of(
                        "taskId",
                        switch (of) {
                            case OWN -> finished("dora", "hello");
                            case FOREIGN -> finished("zoe", "hello");
                            case DELETED -> UUID.randomUUID().toString();
                            case ORPHAN -> pooled("task");
                        });
            case "approval" ->
                Map.of(
                        "id",
                        switch (of) {
                            case OWN -> waiting("zoe", "ask-dept");
                            case FOREIGN -> waiting("dora", "ask-team-c");
                            case DELETED -> UUID.randomUUID().toString();
                            case ORPHAN -> pooled("approval");
                        });
            case "location" -> Map.of("id", location(of));
            case "token" -> Map.of("id", accessToken(of));
            case "webhook" -> Map.of("id", webhook(of));
            case "letter" -> letter(of);
            case "notification" -> Map.of("id", notification(of));
            case "provided" -> provided(of);
            default -> throw new IllegalArgumentException("No objects of the kind " + kind);
        };
    }

    private String pooled(String kind) {
        return requireNonNull(pools.get(kind)).remove();
    }

    private Map<String, String> entity(Whose of, boolean fresh) {
        var next = pools.computeIfAbsent("entity " + of, _ -> {
            var names = new ArrayDeque<String>();
            for (var index = 1; index < POOL; index++) {
                names.add(of.word() + "-" + index);
            }
            return names;
        });
        if (of == Whose.DELETED) {
            return deletedEntity();
        }
        var name = fresh ? next.remove() : of.word() + "-0";
        return names(name, uid("component", name));
    }

    /** Nothing declares it any more, so it does not come back. */
    private Map<String, String> deletedEntity() {
        var name = requireNonNull(provided(Whose.OWN).get("name"));
        var uid = uid("component", name);
        var path = "/api/buildrun/providers/inventory/entities/component/default/" + name;
        var answer = service.send(GuardedService.MACHINE, "DELETE", path, null);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return names(name, uid);
    }

    private Map<String, String> names(String name, String uid) {
        var position = service.get(GuardedService.MACHINE, "/api/buildrun/history/component/default/" + name)
                .json()
                .at("/items/0/position")
                .asString();
        return Map.of(
                "kind", "component",
                "namespace", "default",
                "name", name,
                "ref", "component:default/" + name,
                "uid", uid,
                "entity_id", uid,
                "position", position);
    }

    private String location(Whose of) {
        var id = create(
                        of == Whose.OWN ? "dora" : "zoe",
                        "/api/catalog/locations",
                        "{\"type\":\"url\",\"target\":\"http://127.0.0.1:9/" + UUID.randomUUID() + ".yaml\"}")
                .at("/location/id")
                .asString();
        if (of == Whose.DELETED) {
            service.send(GuardedService.MACHINE, "DELETE", "/api/catalog/locations/" + id, null);
        }
        return id;
    }

    private String accessToken(Whose of) {
        var user = of == Whose.OWN ? "dora" : "zoe";
        var id = create(user, "/api/buildrun/tokens", "{\"name\":\"one\",\"permissions\":[\"catalog.entity.read\"]}")
                .path("id")
                .asString();
        return of == Whose.DELETED ? UUID.randomUUID().toString() : id;
    }

    private String webhook(Whose of) {
        var id = create(
                        of == Whose.OWN ? "dora" : "pat",
                        "/api/buildrun/webhooks",
                        "{\"url\":\"http://127.0.0.1:9/\",\"filter\":[\"kind=nothing\"]}")
                .path("id")
                .asString();
        if (of == Whose.DELETED) {
            service.send(token("dora"), "DELETE", "/api/buildrun/webhooks/" + id, null);
        }
        return id;
    }

    /** An event that could not be delivered. */
    private Map<String, String> letter(Whose of) {
        var id = webhook(of == Whose.DELETED ? Whose.OWN : of);
        if (of != Whose.DELETED) {
            service.database()
                    .transact(tx -> tx.jooq()
                            .insertInto(WEBHOOK_DEAD_LETTERS)
                            .set(WEBHOOK_DEAD_LETTERS.WEBHOOK_ID, UUID.fromString(id))
                            .set(WEBHOOK_DEAD_LETTERS.POSITION, 1L)
                            .set(WEBHOOK_DEAD_LETTERS.MESSAGE_ID, id + "_1")
                            .set(WEBHOOK_DEAD_LETTERS.TYPE, "dev.buildrun.catalog.entity.created")
                            .set(WEBHOOK_DEAD_LETTERS.SUBJECT, "component:default/own-0")
                            .set(WEBHOOK_DEAD_LETTERS.EVENT, "{\"specversion\":\"1.0\",\"data\":{}}")
                            .set(WEBHOOK_DEAD_LETTERS.ATTEMPTS, 1)
                            .set(WEBHOOK_DEAD_LETTERS.ERROR, "refused")
                            .execute());
        }
        return Map.of("id", id, "position", "1");
    }

    private String notification(Whose of) {
        var body = Json.object();
        body.putObject("recipients")
                .put("type", "entity")
                .put("entityRef", of == Whose.OWN ? "user:default/dora" : "user:default/zoe");
        body.putObject("payload").put("title", "Something").put("severity", "normal");
        var answer = service.send(GuardedService.MACHINE, "POST", "/api/notifications/notifications", Json.write(body));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return of == Whose.DELETED
                ? UUID.randomUUID().toString()
                : answer.json().get(0).path("id").asString();
    }

    /** An entity that the provider has, or had. */
    private Map<String, String> provided(Whose of) {
        var name = "pushed-" + UUID.randomUUID();
        if (of != Whose.DELETED) {
            var answer = service.send(
                    GuardedService.MACHINE,
                    "PATCH",
                    "/api/buildrun/providers/inventory/entities",
                    "{\"upsert\":[{\"apiVersion\":\"backstage.io/v1alpha1\",\"kind\":\"Component\",\"metadata\":{\"name\":\""
                            + name
                            + "\"},\"spec\":{\"type\":\"service\",\"lifecycle\":\"production\",\"owner\":\""
                            + (of == Whose.OWN ? "dept" : "team-c") + "\"}}],\"delete\":[]}");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
        return Map.of("provider", "inventory", "kind", "component", "namespace", "default", "name", name);
    }

    @Override
    public void close() {
        service.close();
        auth.close();
    }
}
