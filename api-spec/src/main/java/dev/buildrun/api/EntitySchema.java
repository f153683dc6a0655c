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

    /**
     * Whether the faults that a kind's schema has found say that it is somebody else's entity: as in Backstage, where kind or apiVersion are merely
     * not among those known.
     */
    public static boolean isForeign(List<SchemaFault> faults) {
        var identity = faults.stream()
                .filter(fault -> fault.path().equals("/kind") || fault.path().equals("/apiVersion"))
                .toList();
        return !identity.isEmpty()
                && identity.stream().allMatch(fault -> fault.keyword().equals("enum"));
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
