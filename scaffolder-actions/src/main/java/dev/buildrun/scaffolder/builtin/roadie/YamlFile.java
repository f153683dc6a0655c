package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.json.NodeYaml;
import dev.buildrun.json.YamlStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A YAML file of one or several documents.
 *
 * @param style of what is written anew
 * @param keepsComments whether documents are edited in place instead of being written anew
 */
record YamlFile(String text, YamlStyle style, boolean keepsComments) {
    private static final Pattern SEPARATOR = Pattern.compile("^---[ \\t\\r]*$", Pattern.MULTILINE);
    private static final String BETWEEN = "---\n";

    List<JsonNode> documents() {
        return keepsComments ? parts().stream().map(YamlDocuments::single).toList() : YamlDocuments.all(text);
    }

    /** The text of the file after some of its documents have changed. */
    String withMerged(Predicate<JsonNode> isMeant, UnaryOperator<JsonNode> change) {
        return keepsComments ? edited(isMeant, change) : written(isMeant, change);
    }

    private String written(Predicate<JsonNode> isMeant, UnaryOperator<JsonNode> change) {
        var texts = new ArrayList<String>();
        for (var document : documents()) {
            texts.add(NodeYaml.write(isMeant.test(document) ? change.apply(document) : document, style));
        }
        return String.join(BETWEEN, texts);
    }

    private String edited(Predicate<JsonNode> isMeant, UnaryOperator<JsonNode> change) {
        var texts = new ArrayList<String>();
        for (var part : parts()) {
            var document = YamlDocuments.single(part);
            texts.add(isMeant.test(document) ? YamlEdit.of(part, document, change.apply(document), style) : part);
        }
        return String.join(BETWEEN, texts);
    }

    private List<String> parts() {
        return SEPARATOR
                .splitAsStream(text)
                .filter(part -> !part.isBlank())
                .map(part -> part.replaceFirst("\\A(?:[ \\t]*\\r?\\n)+", ""))
                .map(part -> part.endsWith("\n") ? part : part + "\n")
                .toList();
    }
}
