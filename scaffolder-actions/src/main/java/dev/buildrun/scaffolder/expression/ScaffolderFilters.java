package dev.buildrun.scaffolder.expression;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.Integrations;
import dev.buildrun.integration.RepoUrl;
import dev.buildrun.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The filters that every scaffolder template may use: {@code parseRepoUrl parseEntityRef pick projectSlug}. */
public final class ScaffolderFilters {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> REPO_PARTS = List.of("owner", "repo", "organization", "workspace", "project");

    private ScaffolderFilters() {}

    /**
     * The filters as extensions of the language.
     *
     * @param integrations the code hosts that a repository URL may name
     */
    public static TemplateExtensions extensions(Integrations integrations) {
        return new TemplateExtensions(
                Map.of(
                        "parseEntityRef",
                        ScaffolderFilters::parseEntityRef,
                        "parseRepoUrl",
                        arguments -> Optional.of(parseRepoUrl(arguments, integrations)),
                        "pick",
                        ScaffolderFilters::pick,
                        "projectSlug",
                        arguments -> Optional.of(projectSlug(arguments, integrations))),
                Map.of(),
                Map.of());
    }

    private static String text(List<Optional<JsonNode>> arguments, String filter) {
        return arguments
                .getFirst()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .orElseThrow(() -> ServiceException.input(filter + " expects a string, found "
                        + arguments.getFirst().map(JsonNode::toString).orElse("undefined")));
    }

    private static ObjectNode parseRepoUrl(List<Optional<JsonNode>> arguments, Integrations integrations) {
        var url = RepoUrl.parse(text(arguments, "parseRepoUrl"), integrations);
        var result = Json.object().put("host", url.host());
        for (var name : REPO_PARTS) {
            url.part(name).ifPresent(value -> result.put(name, value));
        }
        return result;
    }

    /** A part that is missing is spelled {@code undefined}, as Backstage does. */
    private static JsonNode projectSlug(List<Optional<JsonNode>> arguments, Integrations integrations) {
        var url = RepoUrl.parse(text(arguments, "projectSlug"), integrations);
        return NODES.stringNode(
                url.part("owner").orElse("undefined") + "/" + url.part("repo").orElse("undefined"));
    }

    private static Optional<JsonNode> parseEntityRef(List<Optional<JsonNode>> arguments) {
        var defaults = arguments.size() > 1 ? arguments.get(1).orElse(NODES.nullNode()) : NODES.nullNode();
        var kind = string(defaults.path("defaultKind"));
        var namespace = string(defaults.path("defaultNamespace"));
        var fallback = namespace == null ? EntityRef.DEFAULT_NAMESPACE : namespace;
        var input = arguments.getFirst().orElse(NODES.nullNode());
        var ref = input instanceof ObjectNode object
                ? compound(object, kind, fallback)
                : EntityRef.parse(text(arguments, "parseEntityRef"), kind, fallback);
        return Optional.of(Json.object()
                .put("kind", ref.kind())
                .put("namespace", ref.namespace())
                .put("name", ref.name()));
    }

    private static EntityRef compound(ObjectNode object, @Nullable String defaultKind, String defaultNamespace) {
        var kind = string(object.path("kind"));
        var namespace = string(object.path("namespace"));
        var name = string(object.path("name"));
        var known = kind == null ? defaultKind : kind;
        if (known == null) {
            throw ServiceException.input("Entity reference " + object + " had missing or empty kind");
        }
        if (name == null) {
            throw ServiceException.input("Entity reference " + object + " had missing or empty name");
        }
        return new EntityRef(known, namespace == null ? defaultNamespace : namespace, name);
    }

    private static @Nullable String string(JsonNode node) {
        return node.isString() && !node.stringValue().isEmpty() ? node.stringValue() : null;
    }

    /** Reads a path like {@code a.b[0]}; the third argument where it leads nowhere. */
    private static Optional<JsonNode> pick(List<Optional<JsonNode>> arguments) {
        var path = arguments.size() > 1 ? arguments.get(1) : Optional.<JsonNode>empty();
        var fallback = arguments.size() > 2 ? arguments.get(2) : Optional.<JsonNode>empty();
        return arguments
                .getFirst()
                .flatMap(value -> PropertyPath.find(value, path))
                .or(() -> fallback);
    }
}
