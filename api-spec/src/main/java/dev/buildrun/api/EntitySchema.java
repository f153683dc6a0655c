package dev.buildrun.api;

import com.networknt.schema.Schema;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One compiled JSON Schema. It can be used by many threads at once. */
public final class EntitySchema {
    private final String name;
    private final Schema schema;

    EntitySchema(String name, Schema schema) {
        this.name = name;
        this.schema = schema;
    }

    /** Every rule that the value breaks, in the order in which ajv finds them; empty when it breaks none. */
    public List<SchemaFault> check(JsonNode value) {
        return AjvOrder.sort(schema.validate(value)).stream()
                .map(AjvMessages::of)
                .toList();
    }

    /** The schema's own text; it must not be changed. */
    public JsonNode json() {
        return schema.getSchemaNode();
    }

    @Override
    public String toString() {
        return name;
    }
}
