package dev.buildrun.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Where in a value something is: names of fields, and places in lists as integers. */
record Path(List<Object> steps) {
    static final Path ROOT = new Path(List.of());

    private static final Pattern IDENTIFIER_IN_IT = Pattern.compile("[$_\\p{javaUnicodeIdentifierStart}]");

    Path then(Object step) {
        var longer = new ArrayList<>(steps);
        longer.add(step);
        return new Path(List.copyOf(longer));
    }

    /** After a message: {@code  at "a.b[0]"}; nothing for the whole value. */
    String suffix() {
        if (steps.isEmpty()) {
            return "";
        }
        return steps.size() == 1 && steps.getFirst() instanceof Integer index
                ? " at index " + index
                : " at \"" + joined() + "\"";
    }

    private String joined() {
        if (steps.size() == 1) {
            var only = steps.getFirst().toString();
            return only.isEmpty() ? "\"\"" : only;
        }
        var text = new StringBuilder();
        for (var step : steps) {
            switch (step) {
                case Integer index -> text.append('[').append(index).append(']');
                case String key
                when key.indexOf('"') >= 0 ->
                    text.append("[\"").append(key.replace("\"", "\\\"")).append("\"]");
                case String key
                when !IDENTIFIER_IN_IT.matcher(key).find() ->
                    text.append("[\"").append(key).append("\"]");
                default -> text.append(text.isEmpty() ? "" : ".").append(step);
            }
        }
        return text.toString();
    }
}
