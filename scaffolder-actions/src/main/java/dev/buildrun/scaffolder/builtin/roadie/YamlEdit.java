package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.json.EcmaJson;
import dev.buildrun.json.Json;
import dev.buildrun.json.NodeYaml;
import dev.buildrun.json.YamlStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes a YAML text in the places where its content changes, and leaves all else, comments above all, as it is. */
final class YamlEdit {
    private final String text;
    private final YamlStyle style;
    private final List<Change> changes = new ArrayList<>();

    /** Where each line begins. */
    private final List<Integer> lines = new ArrayList<>();

    private YamlEdit(String text, YamlStyle style) {
        this.text = text;
        this.style = style;
        for (var start = 0; start >= 0; start = text.indexOf('\n', start) + 1) {
            lines.add(start);
            if (text.indexOf('\n', start) < 0) {
                break;
            }
        }
    }

    private record Change(int start, int end, String replacement) {}

    /**
     * The text after the change.
     *
     * @param before what the text says
     * @param after what it is to say; has every key that {@code before} has
     * @return text that says so; written anew where it cannot be had by changing places, as with anchors
     */
    static String of(String text, JsonNode before, JsonNode after, YamlStyle style) {
        var root = new Compose(LoadSettings.builder()
                        .setCodePointLimit(Integer.MAX_VALUE)
                        .build())
                .composeString(text);
        if (root.isPresent()
                && isBlock(root.get())
                && before instanceof ObjectNode from
                && after instanceof ObjectNode to) {
            var edit = new YamlEdit(text, style);
            edit.mapping((MappingNode) root.get(), from, to);
            var edited = edit.apply();
            if (says(edited, after)) {
                return edited;
            }
        }
        return NodeYaml.write(after, style);
    }

    private static boolean says(String text, JsonNode expected) {
        var documents = YamlDocuments.all(text);
        return documents.size() == 1 && EcmaJson.write(documents.getFirst()).equals(EcmaJson.write(expected));
    }

    private static boolean isBlock(Node node) {
        return node instanceof MappingNode mapping
                && mapping.getFlowStyle() == FlowStyle.BLOCK
                && !mapping.getValue().isEmpty();
    }

    private void mapping(MappingNode node, ObjectNode before, ObjectNode after) {
        var added = Json.object();
        after.properties().forEach(entry -> {
            var key = entry.getKey();
            if (!before.has(key)) {
                added.set(key, entry.getValue());
            } else if (!before.path(key).equals(entry.getValue())) {
                find(node, key).ifPresent(tuple -> value(tuple, key, before.path(key), entry.getValue()));
            }
        });
        if (!added.isEmpty()) {
            var end = text.indexOf('\n', lastOf(node));
            var position = end < 0 ? text.length() : end + 1;
            changes.add(new Change(position, position, written(added, column(node)) + "\n"));
        }
    }

    private void value(NodeTuple tuple, String key, JsonNode before, JsonNode after) {
        if (isBlock(tuple.getValueNode()) && before instanceof ObjectNode from && after instanceof ObjectNode to) {
            mapping((MappingNode) tuple.getValueNode(), from, to);
            return;
        }
        var pair = Json.object();
        pair.set(key, after);
        var start = offset(tuple.getKeyNode().getStartMark().orElseThrow());
        var indent = tuple.getKeyNode().getStartMark().orElseThrow().getColumn();
        var end = Math.max(offset(tuple.getKeyNode().getEndMark().orElseThrow()), lastOf(tuple.getValueNode()));
        changes.add(new Change(start, end, written(pair, indent).strip()));
    }

    private static Optional<NodeTuple> find(MappingNode node, String key) {
        return node.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode scalar
                        && scalar.getValue().equals(key))
                .findFirst();
    }

    private String written(ObjectNode object, int indent) {
        return NodeYaml.write(object, style).stripTrailing().indent(indent).stripTrailing();
    }

    private static int column(MappingNode node) {
        return node.getValue()
                .getFirst()
                .getKeyNode()
                .getStartMark()
                .orElseThrow()
                .getColumn();
    }

    /** Where the last thing in a node ends; a block ends before the line end that belongs to it. */
    private int lastOf(Node node) {
        if (node instanceof MappingNode mapping && isBlock(mapping)) {
            var last = mapping.getValue().getLast();
            return Math.max(offset(last.getKeyNode().getEndMark().orElseThrow()) + 1, lastOf(last.getValueNode()));
        }
        if (node instanceof SequenceNode sequence
                && sequence.getFlowStyle() == FlowStyle.BLOCK
                && !sequence.getValue().isEmpty()) {
            return lastOf(sequence.getValue().getLast());
        }
        var end = offset(node.getEndMark().orElseThrow());
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private int offset(Mark mark) {
        return text.offsetByCodePoints(lines.get(mark.getLine()), mark.getColumn());
    }

    private String apply() {
        var result = new StringBuilder(text);
        // From the end; of what begins in one place the outer and later comes first, so that it ends up behind.
        var ordered = new ArrayList<>(changes.reversed());
        ordered.sort(Comparator.comparingInt(Change::start).reversed());
        ordered.forEach(change -> result.replace(change.start(), change.end(), change.replacement()));
        return result.toString();
    }
}
