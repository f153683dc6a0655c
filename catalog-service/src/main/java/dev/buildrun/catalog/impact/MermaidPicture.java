package dev.buildrun.catalog.impact;

import dev.buildrun.catalog.impact.Impact.Node;
import dev.buildrun.catalog.impact.Impact.Question;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.error.ServiceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An impact as a flowchart of Mermaid: arrows go the way a failure goes. */
final class MermaidPicture {
    static final int MAX_NODES = 200;

    private static final int MAX_EDGES = 1000;
    private static final int MAX_LABEL_CHARACTERS = 100;
    /** What means something to Mermaid or to HTML, as the entities of Mermaid. */
    private static final Map<String, String> ESCAPES = escapes();

    private MermaidPicture() {}

    private static Map<String, String> escapes() {
        var escapes = new LinkedHashMap<String, String>();
        // First, since the others begin with it.
        escapes.put("#", "#35;");
        escapes.put("&", "#amp;");
        escapes.put("\"", "#quot;");
        escapes.put("<", "#lt;");
        escapes.put(">", "#gt;");
        escapes.put("`", "#96;");
        return escapes;
    }

    /** @throws ServiceException of kind INPUT when there is too much for a picture */
    static String of(Snapshot snapshot, Question question, Impact impact) {
        if (impact.hit().size() > MAX_NODES) {
            throw ServiceException.input("A picture has at most " + MAX_NODES + " entities, and "
                    + impact.hit().size() + " depend on " + question.ref()
                    + "; ask for fewer with depth or relations, or for JSON");
        }
        var nodes =
                Stream.concat(Stream.of(impact.root()), impact.hit().stream()).toList();
        var numbers = new LinkedHashMap<String, Integer>();
        nodes.forEach(node -> numbers.put(node.ref(), numbers.size()));
        var titles = new Titles(snapshot);
        var text = new StringBuilder("flowchart LR\n");
        for (var node : nodes) {
            var label =
                    titles.of(node.ref()).map(title -> label(title) + "<br/>").orElse("") + label(node.ref());
            text.append("  n")
                    .append(numbers.get(node.ref()))
                    .append("[\"")
                    .append(label)
                    .append("\"]");
            text.append(node.isMissing() ? ":::missing\n" : "\n");
        }
        edges(snapshot, question, nodes, numbers).limit(MAX_EDGES).forEach(text::append);
        return text.append("  classDef missing stroke-dasharray: 5 5\n").toString();
    }

    private static Stream<String> edges(
            Snapshot snapshot, Question question, List<Node> nodes, Map<String, Integer> numbers) {
        return nodes.stream()
                .flatMap(node -> snapshot.relations(node.ref()).stream())
                .filter(relation ->
                        question.relations().contains(relation.type()) && numbers.containsKey(relation.targetRef()))
                .map(relation -> "  n" + numbers.get(relation.sourceRef()) + " -->|\"" + label(relation.type())
                        + "\"| n" + numbers.get(relation.targetRef()) + "\n");
    }

    private static String label(String text) {
        var count = text.codePointCount(0, text.length());
        var label = count <= MAX_LABEL_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_LABEL_CHARACTERS)) + "…";
        for (var escape : ESCAPES.entrySet()) {
            label = label.replace(escape.getKey(), escape.getValue());
        }
        return label.replaceAll("\\p{Cntrl}", " ");
    }
}
