package dev.buildrun.scaffolder.template;

import dev.buildrun.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a task does, frozen when it is created: nothing that happens to the template later changes it.
 *
 * @param json in Backstage's shape: {@code apiVersion, steps, EXPERIMENTAL_recovery, buildrun, output, parameters, user, templateInfo}
 */
public record TaskSpec(ObjectNode json) {
    /**
     * Freezes a template with the values of its form. Steps without an id are numbered from 1 among those that are there, so
     * leave out first what the caller may not read. Values are kept as sent: no defaults, nothing stripped.
     */
    public static TaskSpec freeze(Template template, ObjectNode values, TaskUser user) {
        var spec = template.spec();
        var json = Json.object();
        json.set("apiVersion", template.entity().path("apiVersion"));
        var steps = json.putArray("steps");
        template.steps().forEach(step -> steps.add(step.numbered(steps.size() + 1)));
        Template.set(json, "EXPERIMENTAL_recovery", spec.path("EXPERIMENTAL_recovery"));
        Template.set(json, "buildrun", spec.path("buildrun"));
        json.set("output", spec.path("output").isMissingNode() ? Json.object() : spec.path("output"));
        json.set("parameters", values);
        json.set("user", user.json());
        json.set("templateInfo", templateInfo(template));
        return new TaskSpec(json);
    }

    private static JsonNode templateInfo(Template template) {
        var info = Json.object().put("entityRef", template.ref().toString());
        template.baseUrl().ifPresent(url -> info.put("baseUrl", url));
        info.putObject("entity").set("metadata", template.entity().path("metadata"));
        return info;
    }
}
