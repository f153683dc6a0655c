package dev.buildrun.shape;

import dev.buildrun.json.Json;
import dev.buildrun.json.PrettyJson;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that does not fit.
 *
 * @param details what a program may want to know, in its order; the message may be among it
 * @param alternatives where the value fits none of several shapes: what each of them complains of
 */
public record Complaint(ObjectNode details, Path path, String message, List<List<Complaint>> alternatives) {
    private static final int MAX_IN_TEXT = 99;

    static Complaint of(ObjectNode details, Path path, String message) {
        return new Complaint(details, path, message, List.of());
    }

    /** In one line: {@code Validation error: Required at "a"; Expected string, received null at "b"}. */
    public static String text(List<Complaint> complaints) {
        return "Validation error: "
                + complaints.stream().limit(MAX_IN_TEXT).map(Complaint::text).collect(Collectors.joining("; "));
    }

    private String text() {
        if (alternatives.isEmpty()) {
            return message + path.suffix();
        }
        var texts = new LinkedHashSet<String>();
        for (var complaints : alternatives) {
            texts.add(complaints.stream().map(Complaint::text).collect(Collectors.joining("; ")));
        }
        return String.join(", or ", texts);
    }

    /** As JSON that is laid out for reading, with everything that is known. */
    public static String json(List<Complaint> complaints) {
        return PrettyJson.write(list(complaints));
    }

    private static ArrayNode list(List<Complaint> complaints) {
        var list = Json.array();
        complaints.forEach(complaint -> list.add(complaint.tree()));
        return list;
    }

    private ObjectNode tree() {
        var tree = details.deepCopy();
        if (!alternatives.isEmpty()) {
            var errors = tree.putArray("unionErrors");
            alternatives.forEach(complaints -> {
                var error = errors.addObject();
                error.set("issues", list(complaints));
                error.put("name", "ZodError");
            });
        }
        var steps = tree.putArray("path");
        path.steps().forEach(step -> {
            switch (step) {
                case Integer index -> steps.add(index);
                default -> steps.add(step.toString());
            }
        });
        return tree.put("message", message);
    }
}
