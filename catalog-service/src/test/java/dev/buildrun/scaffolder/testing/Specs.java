package dev.buildrun.scaffolder.testing;

import dev.buildrun.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** Frozen specs in a few words. */
public final class Specs {
    private Specs() {}

    /** Steps {@code a}, {@code b}, … that call these actions with {@code name: <step>}. */
    public static ObjectNode calling(String... actions) {
        var spec = Json.object().put("apiVersion", "scaffolder.backstage.io/v1beta3");
        var steps = spec.putArray("steps");
        for (var action : actions) {
            var id = String.valueOf((char) ('a' + steps.size()));
            var step = steps.addObject().put("id", id).put("name", "Step " + id).put("action", action);
            step.putObject("input").put("name", id);
        }
        spec.putObject("output");
        spec.putObject("parameters");
        spec.putObject("user");
        return spec;
    }

    /** The same for a template that lets its tasks start over. */
    public static ObjectNode startingOver(ObjectNode spec) {
        spec.putObject("EXPERIMENTAL_recovery").put("EXPERIMENTAL_strategy", "startOver");
        return spec;
    }
}
