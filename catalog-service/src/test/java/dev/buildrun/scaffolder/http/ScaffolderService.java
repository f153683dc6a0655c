package dev.buildrun.scaffolder.http;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.access.http.PluginPermissionRoutes;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.http.Mount;
import dev.buildrun.integration.Integrations;
import dev.buildrun.integration.ReadLimits;
import dev.buildrun.integration.UrlReaders;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.builtin.debug.DebugLog;
import dev.buildrun.scaffolder.builtin.debug.DebugWait;
import dev.buildrun.scaffolder.builtin.fetch.FetchTemplate;
import dev.buildrun.scaffolder.builtin.fetch.Sources;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import dev.buildrun.scaffolder.expression.TemplateExtensions;
import dev.buildrun.scaffolder.plan.Plans;
import dev.buildrun.scaffolder.rollback.RollbackLoop;
import dev.buildrun.scaffolder.run.ActionPermits;
import dev.buildrun.scaffolder.run.RunSettings;
import dev.buildrun.scaffolder.run.TaskRunner;
import dev.buildrun.scaffolder.task.DryRuns;
import dev.buildrun.scaffolder.task.TaskConfig;
import dev.buildrun.scaffolder.task.TaskLookup;
import dev.buildrun.scaffolder.task.TaskRollbacks;
import dev.buildrun.scaffolder.testing.TaskProcess;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.testing.TestEdge;
import dev.buildrun.work.WakeUp;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The scaffolder behind the real edge, with the templates and users that a test puts in. The token {@code ada} is the user
 * {@code user:default/ada}, the token {@code ci} a service; {@code eve} is a user who sees no template.
 */
final class ScaffolderService implements AutoCloseable {
    final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T10:00:00.250Z"));
    final TaskProcess process;
    final TestEdge edge;

    private final RollbackLoop undoing;

    private final Map<String, ObjectNode> templates = new HashMap<>();
    private final Map<String, ObjectNode> users = new HashMap<>();

    ScaffolderService(Path directory, int maxListeners, Action<?, ?>... actions) {
        this(directory, maxListeners, new PermissionPolicy(), actions);
    }

    ScaffolderService(Path directory, int maxListeners, PermissionPolicy policy, Action<?, ?>... actions) {
        var sources = new Sources(new UrlReaders(List.of()), Integrations.none(), ReadLimits.USUAL);
        var all = new ArrayList<Action<?, ?>>(List.of(actions));
        all.add(new DebugLog());
        all.add(new DebugWait(Thread::sleep));
        all.add(new FetchTemplate(sources, new TemplateEngine(TemplateExtensions.none())));
        process = new TaskProcess(
                TestDatabase.create(),
                directory.resolve("work"),
                clock,
                TaskConfig.DEFAULTS,
                all,
                new TaskPermits(policy, (user, _) -> new Caller.User(user, List.of(user))));
        var routes = new ScaffolderRoutes(
                process.tasks,
                process.events,
                new DryRuns(process.runner, directory.resolve("dry-runs")),
                process.actions,
                new ScaffolderRoutes.Catalog(this::template, (ref, _) -> Optional.ofNullable(users.get(ref))),
                policy,
                new Listening(maxListeners, Duration.ofSeconds(2)));
        var permissions = new PluginPermissionRoutes(
                ScaffolderPermissions.ALL, ScaffolderPermissions.resources(new TaskLookup(process.database)::find));
        var rollbacks = new TaskRollbacks(process.database, process.events, clock, new WakeUp());
        undoing = new RollbackLoop(rollbacks, process.actions, TaskConfig.DEFAULTS, new WakeUp());
        var beyond = new ArrayList<>(
                new RollbackRoutes(process.tasks, rollbacks, this::template, new OnlyLooking()).routes());
        var plans = new Plans(
                process.actions,
                planning -> new TaskRunner(planning, TemplateExtensions.none(), RunSettings.USUAL, ActionPermits.ALL),
                directory.resolve("plans"));
        var catalog = new ScaffolderRoutes.Catalog(this::template, (_, _) -> Optional.empty());
        beyond.add(new PlanRoute(plans, catalog, policy).route());
        edge = new TestEdge(
                List.of(routes.mount(), permissions.mount("scaffolder"), Mount.plugin("buildrun", beyond)),
                (authorization, _) -> caller(authorization));
    }

    /** Eve may look at tasks, and nothing else. */
    private static final class OnlyLooking extends PermissionPolicy {
        @Override
        public Decision decide(Caller caller, Permission permission, @Nullable String resourceRef) {
            var isEve = "user:default/eve".equals(caller.actor());
            return isEve && !"read".equals(permission.action())
                    ? Decision.DENY
                    : super.decide(caller, permission, resourceRef);
        }
    }

    private static Caller caller(@Nullable String authorization) {
        return switch (String.valueOf(authorization)) {
            case "Bearer ada" -> new Caller.User("user:default/ada", List.of("user:default/ada"));
            case "Bearer eve" -> new Caller.User("user:default/eve", List.of("user:default/eve"));
            case "Bearer ci" -> new Caller.Service("external:ci");
            default -> new Caller.Anonymous();
        };
    }

    private Optional<ObjectNode> template(EntityRef ref, Caller caller) {
        var isEve = "user:default/eve".equals(caller.actor());
        return isEve ? Optional.empty() : Optional.ofNullable(templates.get(ref.toString()));
    }

    void addTemplate(String name, String yaml) {
        templates.put("template:default/" + name, (ObjectNode) Yaml.read(yaml));
    }

    /** Undoes what has been asked for. */
    void undo() {
        undoing.claim();
        while (undoing.running() > 0) {
            Thread.onSpinWait();
        }
    }

    void removeTemplate(String name) {
        templates.remove("template:default/" + name);
    }

    void addUser(String name) {
        var entity = Json.object().put("kind", "User");
        entity.putObject("metadata").put("name", name);
        users.put("user:default/" + name, entity);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return edge.send(edge.request("/api/scaffolder" + path, "ada"));
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return post(path, "ada", json);
    }

    HttpResponse<String> post(String path, String token, String json) throws IOException, InterruptedException {
        return edge.send(edge.post("/api/scaffolder" + path, token, json));
    }

    /** As the portal cancels: a content type and no body. */
    HttpResponse<String> postNothing(String path) throws IOException, InterruptedException {
        return edge.send(edge.request("/api/scaffolder" + path, "ada")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** Creates a task and gives its id. */
    UUID create(String template, String values) throws IOException, InterruptedException {
        var response =
                post("/v2/tasks", "{\"templateRef\":\"template:default/" + template + "\",\"values\":" + values + "}");
        if (response.statusCode() != 201) {
            throw new AssertionError(response.body());
        }
        return UUID.fromString(Json.read(response.body()).path("id").asString());
    }

    /** Creates a task and runs it to its end. */
    UUID run(String template, String values) throws IOException, InterruptedException {
        var id = create(template, values);
        process.loop.claim();
        process.awaitEnd(id);
        return id;
    }

    static JsonNode json(HttpResponse<String> response) {
        return Json.read(response.body());
    }

    static String error(HttpResponse<String> response) {
        var error = json(response).path("error");
        return response.statusCode() + " " + error.path("name").asString("") + ": "
                + error.path("message").asString("");
    }

    @Override
    public void close() {
        process.events.close();
        edge.close();
        process.close();
    }
}
