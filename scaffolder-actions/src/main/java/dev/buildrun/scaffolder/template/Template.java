package dev.buildrun.scaffolder.template;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A template, parsed from its entity.
 *
 * @param entity the entity as the catalog has it
 * @param ref its name
 * @param pages the pages of its form, in order
 * @param steps in order, without ids where the template gives none
 */
public record Template(ObjectNode entity, EntityRef ref, List<ParameterPage> pages, List<Step> steps) {
    public static final String API_VERSION = "scaffolder.backstage.io/v1beta3";

    private static final String SOURCE_LOCATION = "backstage.io/source-location";
    private static final String MANAGED_BY_LOCATION = "backstage.io/managed-by-location";

    public Template {
        pages = List.copyOf(pages);
        steps = List.copyOf(steps);
    }

    /**
     * Reads an entity of kind Template.
     *
     * @throws ServiceException of kind INPUT when it has another {@code apiVersion}
     */
    public static Template of(ObjectNode entity) {
        var version = entity.path("apiVersion").asString("undefined");
        if (!version.equals(API_VERSION)) {
            throw ServiceException.input("Unsupported apiVersion field in schema entity, " + version);
        }
        var metadata = entity.path("metadata");
        var ref = new EntityRef(
                entity.path("kind").asString("Template"),
                metadata.path("namespace").asString(EntityRef.DEFAULT_NAMESPACE),
                metadata.path("name").asString());
        var spec = entity.path("spec");
        return new Template(entity, ref, pages(spec.path("parameters")), steps(spec.path("steps")));
    }

    /** One object is one page. */
    private static List<ParameterPage> pages(JsonNode parameters) {
        var pages = new ArrayList<ParameterPage>();
        if (parameters instanceof ObjectNode page) {
            pages.add(new ParameterPage(page));
        }
        if (parameters.isArray()) {
            parameters.forEach(page -> pages.add(new ParameterPage(page)));
        }
        return pages;
    }

    private static List<Step> steps(JsonNode steps) {
        var parsed = new ArrayList<Step>();
        for (var step : steps) {
            if (!(step instanceof ObjectNode json)) {
                throw ServiceException.input("Expected every step of a template to be an object, found " + step);
            }
            parsed.add(new Step(json));
        }
        return parsed;
    }

    /** The same template with the pages and steps alone that a caller may read. */
    public Template visible(Predicate<ParameterPage> page, Predicate<Step> step) {
        return new Template(
                entity,
                ref,
                pages.stream().filter(page).toList(),
                steps.stream().filter(step).toList());
    }

    /** What the task's secrets are held to, where the template says. */
    public Optional<JsonNode> secretsSchema() {
        return Optional.of(spec().path("secrets").path("schema")).filter(JsonNode::isObject);
    }

    /** Where relative paths in the template start: {@code file://} and a path, or a URL; empty where it is not known. */
    public Optional<String> baseUrl() {
        var annotations = entity.path("metadata").path("annotations");
        var location = annotations
                .path(SOURCE_LOCATION)
                .asString(annotations.path(MANAGED_BY_LOCATION).asString(""));
        if (location.startsWith("url:")) {
            return Optional.of(location.substring("url:".length()));
        }
        return location.startsWith("file:")
                ? Optional.of("file://" + location.substring("file:".length()))
                : Optional.empty();
    }

    /** The body of the response to {@code GET .../parameter-schema}; pages and all else go out unrendered. */
    public ObjectNode parameterSchema() {
        var metadata = entity.path("metadata");
        var body = Json.object();
        body.put("title", metadata.path("title").asString(metadata.path("name").asString()));
        set(body, "presentation", spec().path("presentation"));
        set(body, "description", metadata.path("description"));
        set(body, "ui:options", metadata.path("ui:options"));
        var steps = body.putArray("steps");
        pages.forEach(page -> steps.add(page.form()));
        var decorators = spec().path("formDecorators");
        set(
                body,
                "formDecorators",
                decorators.isMissingNode() ? spec().path("EXPERIMENTAL_formDecorators") : decorators);
        return body;
    }

    JsonNode spec() {
        return entity.path("spec");
    }

    static void set(ObjectNode object, String name, JsonNode value) {
        if (!value.isMissingNode()) {
            object.set(name, value);
        }
    }
}
