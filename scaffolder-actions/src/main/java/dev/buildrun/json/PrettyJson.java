package dev.buildrun.json;

import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;

/** JSON for people, laid out as JavaScript's {@code JSON.stringify(value, null, 2)} does. */
public final class PrettyJson {
    private static final ObjectWriter WRITER = Json.MAPPER.writer().with(printer());

    private PrettyJson() {}

    public static String write(JsonNode node) {
        return WRITER.writeValueAsString(node);
    }

    private static DefaultPrettyPrinter printer() {
        var indent = new DefaultIndenter("  ", "\n");
        var separators = Separators.createDefaultInstance()
                .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        return new DefaultPrettyPrinter(separators).withArrayIndenter(indent).withObjectIndenter(indent);
    }
}
