package dev.buildrun.scaffolder.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is wrong with one value by one schema, as it is found. */
final class Errors {
    private final @Nullable JsonNode value;
    private final JsonNode schema;
    private final Place place;
    private final List<SchemaError> all = new ArrayList<>();

    Errors(@Nullable JsonNode value, JsonNode schema, Place place) {
        this.value = value;
        this.schema = schema;
        this.place = place;
    }

    /** The value, null where there is none. */
    @Nullable
    JsonNode value() {
        return value;
    }

    JsonNode schema() {
        return schema;
    }

    Place place() {
        return place;
    }

    void add(String keyword, @Nullable JsonNode argument, String message) {
        var shown = SchemaCheck.id(schema).orElse(schema);
        all.add(new SchemaError(place.path(), place.text(), message, shown, value, keyword, argument));
    }

    void addAll(List<SchemaError> errors) {
        all.addAll(errors);
    }

    int size() {
        return all.size();
    }

    List<SchemaError> all() {
        return all;
    }
}
