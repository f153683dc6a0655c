package dev.buildrun.scaffolder.action;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.buildrun.json.Json;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The output of an action that does not know its shape beforehand. */
public record AnyOutput(@JsonValue ObjectNode json) {
    private static final JsonMapper OUTPUTS = Json.MAPPER
            .rebuild()
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    /** The same as another action's output; members that are null are left out. */
    public static AnyOutput of(Record output) {
        return new AnyOutput(OUTPUTS.valueToTree(output) instanceof ObjectNode json ? json : Json.object());
    }
}
