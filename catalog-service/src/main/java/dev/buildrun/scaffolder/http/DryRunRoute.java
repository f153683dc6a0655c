package dev.buildrun.scaffolder.http;

import static tools.jackson.databind.node.JsonNodeType.ARRAY;
import static tools.jackson.databind.node.JsonNodeType.OBJECT;

import dev.buildrun.api.EntitySchema;
import dev.buildrun.api.Schemas;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.run.RunEvent;
import dev.buildrun.scaffolder.task.DryRuns;
import dev.buildrun.scaffolder.template.ParameterCheck;
import dev.buildrun.scaffolder.template.TaskSpec;
import dev.buildrun.scaffolder.template.Template;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v2/dry-run}: tries a template that need not be in the catalog. */
final class DryRunRoute {
    private static final String REF = "template:default/dry-run";

    private final DryRuns dryRuns;
    private final UserSource users;
    private final ScaffolderAccess access;

    DryRunRoute(DryRuns dryRuns, UserSource users, ScaffolderAccess access) {
        this.dryRuns = dryRuns;
        this.users = users;
        this.access = access;
    }

    Response run(Request request) {
        request.query().only();
        var body = RequestCheck.body(request)
                .requires("template", OBJECT)
                .requires("values", OBJECT)
                .allowsStrings("secrets")
                .requires("directoryContents", ARRAY)
                .checked();
        access.require(request.caller(), ScaffolderAccess.TASK_CREATE);
        access.require(request.caller(), ScaffolderAccess.DRY_RUN);
        var template = template((ObjectNode) body.path("template"));
        var values = (ObjectNode) body.path("values");
        var errors = ParameterCheck.check(template, values);
        if (errors.isEmpty()) {
            var secrets = body.path("secrets") instanceof ObjectNode sent ? sent : Json.object();
            errors = ParameterCheck.checkSecrets(template, secrets);
        }
        if (!errors.isEmpty()) {
            return TaskRoutes.invalid(errors);
        }
        var user = TaskRoutes.user(request.caller(), users);
        var spec = TaskSpec.freeze(template, values, user).json();
        return Response.json(dryRuns.run(
                contents(body.path("directoryContents")),
                baseUrl -> located(spec, baseUrl),
                TaskRoutes.taskSecrets(body, request),
                new Initiator(user.ref(), TaskRoutes.token(request)),
                outcome -> body(outcome, spec.path("steps"))));
    }

    /** What the catalog would not take for a template is refused with the same words; Backstage answers that with a 500. */
    private static Template template(ObjectNode entity) {
        var faults = Schemas.kind("Template").orElseThrow().check(entity);
        if (EntitySchema.isForeign(faults)) {
            throw ServiceException.input("Input template is not a template");
        }
        if (!faults.isEmpty()) {
            throw ServiceException.input(faults.getFirst().textWithParameters());
        }
        return Template.of(entity);
    }

    private static List<DryRuns.Content> contents(JsonNode items) {
        var contents = new ArrayList<DryRuns.Content>();
        for (var item : items) {
            var where = "request/body/directoryContents/" + contents.size();
            if (!item.path("path").isString() || !item.path("base64Content").isString()) {
                throw ServiceException.input(where + " must have the strings 'path' and 'base64Content'");
            }
            try {
                var bytes = Base64.getMimeDecoder()
                        .decode(item.path("base64Content").stringValue());
                contents.add(new DryRuns.Content(item.path("path").stringValue(), bytes));
            } catch (IllegalArgumentException exception) {
                throw ServiceException.input(where + "/base64Content must be Base64: " + exception.getMessage());
            }
        }
        return contents;
    }

    /** The spec of a template that lies in a directory of the dry run. */
    private static ObjectNode located(ObjectNode spec, String baseUrl) {
        spec.withObject("/templateInfo").put("entityRef", REF).put("baseUrl", baseUrl);
        return spec;
    }

    private static ObjectNode body(DryRuns.Outcome outcome, JsonNode steps) {
        var body = Json.object();
        var log = body.putArray("log");
        outcome.log().forEach(event -> log.addObject().set("body", ordered(event)));
        body.set("directoryContents", files(outcome.workspace()));
        body.set("output", outcome.output());
        body.set("steps", steps);
        return body;
    }

    private static ObjectNode ordered(RunEvent event) {
        var body = event.body();
        var message = body.remove("message");
        body.set("message", message);
        return body;
    }

    /** Everything but the repository's own files. A link whose target is there is left out, as in Backstage. */
    private static ArrayNode files(Workspace workspace) {
        var files = Json.array();
        for (var path : workspace.list()) {
            var name = workspace.relative(path);
            var isLink = Files.isSymbolicLink(path);
            var isWanted = isLink ? !Files.exists(path) : Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
            if (isWanted && !name.startsWith(".git/")) {
                files.addObject()
                        .put("path", name)
                        .put("executable", !isLink && Files.isExecutable(path))
                        .put("base64Content", Base64.getEncoder().encodeToString(content(path, isLink)));
            }
        }
        return files;
    }

    private static byte[] content(Path path, boolean isLink) {
        try {
            return isLink
                    ? Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8)
                    : Files.readAllBytes(path);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
