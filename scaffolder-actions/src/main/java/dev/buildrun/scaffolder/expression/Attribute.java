package dev.buildrun.scaffolder.expression;

import java.util.List;

/** Attributes that filters read from the entries of a sequence. */
final class Attribute {
    private Attribute() {}

    static String name(Value value, Coercion js) {
        var name = js.text(value);
        if (Fields.isReserved(name)) {
            throw new TemplateFailure("Template attribute " + name + " is reserved");
        }
        return name;
    }

    static Value read(Value value, String name) {
        if (value instanceof Value.Nothing) {
            throw new TemplateFailure("Cannot read a template attribute from a nullish value");
        }
        return Members.own(value, name);
    }

    /** The names of a path with points; none where there is no attribute. */
    static List<String> path(Value value, Coercion js) {
        if (!Coercion.truthy(value)) {
            return List.of();
        }
        var names =
                value instanceof Value.Text(var path) ? JsText.split(path, ".", js.budget()) : List.of(js.text(value));
        names.forEach(name -> name(Value.of(name), js));
        return names;
    }

    static Value follow(Value value, List<String> path) {
        var current = value;
        for (var name : path) {
            current = read(current, name);
            if (Value.isUndefined(current)) {
                return current;
            }
        }
        return current;
    }
}
