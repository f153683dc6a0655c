package dev.buildrun.scaffolder.expression;

import dev.buildrun.json.EcmaNumber;

/** Values written as JSON text, as {@code JSON.stringify} does. */
final class JsonText {
    private static final int MAX_INDENT = 10;

    private final String indentation;
    private final Coercion js;
    private final StringBuilder text = new StringBuilder();

    private JsonText(String indentation, Coercion js) {
        this.indentation = indentation;
        this.js = js;
    }

    /** A text; undefined stays undefined. */
    static Value stringify(Value value, String indentation, Coercion js) {
        if (Value.isUndefined(value)) {
            return value;
        }
        var json = new JsonText(indentation, js);
        json.write(value, 0);
        return js.like(Value.EMPTY, json.text.toString());
    }

    /** So many spaces, or a text itself; at most ten characters. */
    static String indentation(Value value) {
        return switch (value) {
            case Value.Text(var given) -> given.substring(0, Math.min(MAX_INDENT, given.length()));
            case Value.Num(var number) -> number > 0 ? " ".repeat((int) Math.min(MAX_INDENT, number)) : "";
            case Value _ -> "";
        };
    }

    private void write(Value value, int depth) {
        js.budget().work(1);
        if (depth > Budget.MAX_VALUE_DEPTH) {
            throw Budget.exceeded("value depth", Budget.MAX_VALUE_DEPTH);
        }
        if (text.length() > Budget.MAX_OUTPUT) {
            throw Budget.exceeded("text", Budget.MAX_OUTPUT);
        }
        switch (value) {
            case Value.Nothing _ -> text.append("null");
            case Value.Bool bool -> text.append(bool == Value.Bool.TRUE);
            case Value.Num(var number) -> text.append(Double.isFinite(number) ? EcmaNumber.text(number) : "null");
            case Value.Text(var string) -> text.append(JsText.quote(string));
            case Value.SafeText string -> text.append(JsText.quote(string.value()));
            case Value.Items items -> write(items, depth);
            case Fields fields -> write(fields, depth);
            case Regex _ -> text.append("{}");
            case Callable _ -> throw new TemplateFailure("Callable values cannot be serialized");
        }
    }

    private void write(Value.Items items, int depth) {
        var separator = "[";
        for (var item : items.values()) {
            text.append(separator);
            newLine(depth + 1);
            write(item, depth + 1);
            separator = ",";
        }
        close(separator, "[", "]", depth);
    }

    private void write(Fields fields, int depth) {
        var separator = "{";
        for (var entry : fields.entries().entrySet()) {
            if (Value.isUndefined(entry.getValue())) {
                continue;
            }
            text.append(separator);
            newLine(depth + 1);
            text.append(JsText.quote(entry.getKey())).append(indentation.isEmpty() ? ":" : ": ");
            write(entry.getValue(), depth + 1);
            separator = ",";
        }
        close(separator, "{", "}", depth);
    }

    private void close(String separator, String opening, String closing, int depth) {
        if (separator.equals(opening)) {
            text.append(opening);
        } else {
            newLine(depth);
        }
        text.append(closing);
    }

    private void newLine(int depth) {
        if (!indentation.isEmpty()) {
            text.append('\n').repeat(indentation, depth);
        }
    }
}
