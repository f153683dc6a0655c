package dev.buildrun.access.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.PublishedKeys;
import dev.buildrun.json.Json;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The whole service with a catalog, a policy and users that follow from a seed. Each user reads what holds for a condition of their own.
 * Every version of every entity has a text in it that nothing else has, so that it shows wherever something of it is told.
 */
final class GeneratedWorld implements AutoCloseable {
    static final List<String> USERS = List.of("u1", "u2", "u3", "u4", "u5", "u6");
    private static final List<String> TEAMS = List.of("t1", "t2", "t3", "t4");
    private static final List<String> TYPES = List.of("service", "website", "library");
    private static final List<String> TIERS = List.of("a", "b", "c");
    private static final List<String> KINDS =
            List.of("Component", "Component", "API", "Resource", "System", "Template");
    private static final int ENTITIES = 48;

    final PublishedKeys auth = new PublishedKeys();
    final Map<String, String> conditions = new LinkedHashMap<>();
    private final Random random;
    private final RunningService service;
    private final Map<String, ObjectNode> entities = new LinkedHashMap<>();
    private int version;

    GeneratedWorld(long seed, Path folder) {
        random = new Random(seed);
        var rules = Json.MAPPER.createArrayNode();
        for (var user : USERS) {
            conditions.put(user, condition(3));
            rules.addObject()
                    .put("name", "what " + user + " reads")
                    .put("when", "caller.userEntityRef == 'user:default/" + user + "'")
                    .put("resourceType", "catalog-entity")
                    .put("actions", "read")
                    .put("effect", "conditions")
                    .put("where", conditions.get(user));
        }
        rules.addObject()
                .put("resourceType", "catalog-entity")
                .put("actions", "read")
                .put("effect", "deny");
        // Whoever has this sees all of the audit.
        rules.addObject().put("permissions", "buildrun.audit.read").put("effect", "deny");
        rules.addObject().put("effect", "allow").put("permissions", "*");
        service = RunningService.start(TestDatabase.create(), folder, """
                permission: {enabled: true, policy: {rules: %s}}
                buildrun:
                  providers: {all: {subjects: ['external:machine']}}
                  webhooks: {subjects: ['group:default/everybody'], allowPrivateHosts: ['127.0.0.1']}
                discovery: {endpoints: [{target: '%s', plugins: [auth]}]}
                backend: {auth: {externalAccess: [{type: static, options: {token: %s, subject: machine}}]}}
                """.formatted(
                        Json.write(rules), auth.url("/api/auth"), GuardedService.MACHINE));
        for (var index = 0; index < ENTITIES; index++) {
            add("e" + index);
        }
        push();
    }

    /** A condition in CEL that the index can answer. */
    private String condition(int depth) {
        if (depth > 0 && random.nextInt(4) > 0) {
            return switch (random.nextInt(3)) {
                case 0 -> "(" + condition(depth - 1) + " && " + condition(depth - 1) + ")";
                case 1 -> "(" + condition(depth - 1) + " || " + condition(depth - 1) + ")";
                default -> "!(" + condition(depth - 1) + ")";
            };
        }
        return switch (random.nextInt(8)) {
            case 0 -> "entity.kind == '" + any(KINDS) + "'";
            case 1 -> "entity.metadata.labels.tier == '" + any(TIERS) + "'";
            case 2 -> "'tier' in entity.metadata.labels";
            case 3 -> "entity.spec.type in ['" + any(TYPES) + "', '" + any(TYPES) + "']";
            case 4 -> "entity.spec.type != '" + any(TYPES) + "'";
            case 5 -> "has(entity.metadata.annotations.note)";
            default -> "entity.owners in caller.ownershipRefs";
        };
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void add(String name) {
        var kind = any(KINDS);
        var entity = Json.object()
                .put(
                        "apiVersion",
                        kind.equals("Template") ? "scaffolder.backstage.io/v1beta3" : "backstage.io/v1alpha1")
                .put("kind", kind);
        entity.putObject("metadata").put("name", name);
        var spec = entity.putObject("spec").put("lifecycle", "production").put("owner", any(TEAMS));
        if (kind.equals("API")) {
            spec.put("definition", "none");
        }
        if (kind.equals("Template")) {
            spec.putArray("steps")
                    .addObject()
                    .put("id", "log")
                    .put("action", "debug:log")
                    .putObject("input")
                    .put("message", "x");
        }
        if (kind.equals("Component") || kind.equals("Resource")) {
            var targets = spec.putArray("dependsOn");
            for (var index = random.nextInt(3); index > 0; index--) {
                targets.add("component:e" + random.nextInt(ENTITIES));
            }
        }
        entities.put(kind.toLowerCase(Locale.ROOT) + ":default/" + name, entity);
        change(entity);
    }

    /** Gives an entity other properties, on which rights depend. */
    private void change(ObjectNode entity) {
        var metadata = (ObjectNode) entity.path("metadata");
        metadata.remove("labels");
        if (random.nextInt(3) > 0) {
            metadata.putObject("labels").put("tier", any(TIERS));
        }
        var annotations = metadata.putObject("annotations");
        if (random.nextBoolean()) {
            annotations.put("note", "yes");
        }
        ((ObjectNode) entity.path("spec")).put("type", any(TYPES)).put("owner", any(TEAMS));
    }

    /** The text that the newest version of an entity has and nothing else. */
    private void mark(ObjectNode entity) {
        var metadata = (ObjectNode) entity.path("metadata");
        var mark = mark(metadata.path("name").asString()) + "v" + version;
        metadata.put("description", mark);
        ((ObjectNode) metadata.path("annotations")).put("buildrun.dev/oncall", mark);
    }

    /** How the texts of an entity begin. */
    static String mark(String name) {
        return "mark" + name + "x";
    }

    /** Half of the entities change, some go, some come, and users move to other teams. */
    void changeMuch() {
        version++;
        for (var ref : List.copyOf(entities.keySet())) {
            switch (random.nextInt(8)) {
                case 0 -> entities.remove(ref);
                case 1, 2, 3 -> change(requireNonNull(entities.get(ref)));
                default -> {}
            }
        }
        for (var index = 0; index < 4; index++) {
            add("e" + (ENTITIES + version * 10 + index));
        }
        push();
    }

    private void push() {
        var body = Json.object();
        var list = body.putArray("entities");
        organisation(list);
        for (var entity : entities.values()) {
            mark(entity);
            list.add(entity);
        }
        var answer =
                service.send(GuardedService.MACHINE, "PUT", "/api/buildrun/providers/all/entities", Json.write(body));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("pending").asInt()).isZero();
    }

    private void organisation(ArrayNode list) {
        group(list, "everybody", "");
        TEAMS.forEach(team -> group(list, team, "everybody"));
        for (var user : USERS) {
            var entity =
                    list.addObject().put("apiVersion", "backstage.io/v1alpha1").put("kind", "User");
            var metadata = entity.putObject("metadata").put("name", user).put("description", mark(user));
            metadata.putObject("labels").put("tier", any(TIERS));
            entity.putObject("spec").putArray("memberOf").add(any(TEAMS));
        }
    }

    private static void group(ArrayNode list, String name, String parent) {
        var entity = list.addObject().put("apiVersion", "backstage.io/v1alpha1").put("kind", "Group");
        var metadata = entity.putObject("metadata").put("name", name).put("description", mark(name));
        metadata.putObject("annotations").put("buildrun.dev/oncall", mark(name));
        var spec = entity.putObject("spec").put("type", "team");
        spec.putArray("children");
        if (!parent.isEmpty()) {
            spec.put("parent", parent);
        }
    }

    /** References of all that there is. */
    List<String> refs() {
        var refs = new ArrayList<>(entities.keySet());
        refs.add("group:default/everybody");
        TEAMS.forEach(team -> refs.add("group:default/" + team));
        USERS.forEach(user -> refs.add("user:default/" + user));
        return refs;
    }

    RunningService service() {
        return service;
    }

    String token(String user) {
        var now = Instant.now();
        return auth.sign(
                "vnd.backstage.user",
                "{\"sub\":\"user:default/" + user + "\",\"aud\":\"backstage\",\"iat\":" + now.getEpochSecond()
                        + ",\"exp\":" + now.plus(Duration.ofHours(1)).getEpochSecond() + "}");
    }

    @Override
    public void close() {
        service.close();
        auth.close();
    }
}
