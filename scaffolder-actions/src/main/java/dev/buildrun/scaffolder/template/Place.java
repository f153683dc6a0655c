package dev.buildrun.scaffolder.template;

import com.google.re2j.Pattern;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Where in the checked value we are.
 *
 * @param path names and indexes from the root
 * @param text the same as it is printed
 */
record Place(List<JsonNode> path, String text) {
    static final Place ROOT = new Place(List.of(), "instance");

    private static final Pattern PLAIN = Pattern.compile("[^.\\s\\[\\]\\d][^.\\s\\[\\]]*|");
    private static final Pattern INDEX = Pattern.compile("\\d+");

    Place child(String name) {
        return child(JsonNodeFactory.instance.stringNode(name), name);
    }

    Place child(int index) {
        return child(JsonNodeFactory.instance.numberNode(index), Integer.toString(index));
    }

    private Place child(JsonNode step, String name) {
        var longer = new ArrayList<>(path);
        longer.add(step);
        return new Place(longer, text + suffix(name));
    }

    private static String suffix(String name) {
        if (PLAIN.matches(name)) {
            return "." + name;
        }
        return INDEX.matches(name)
                ? "[" + name + "]"
                : "[" + Json.write(JsonNodeFactory.instance.stringNode(name)) + "]";
    }
}
