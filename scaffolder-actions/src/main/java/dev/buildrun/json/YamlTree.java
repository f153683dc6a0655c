package dev.buildrun.json;

import dev.buildrun.json.Yaml.Limits;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Builds the tree of one document from parser events. */
final class YamlTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Iterator<Event> events;
    private final Limits limits;
    private final YamlBudget budget;
    private final Map<String, Anchored> anchors = new HashMap<>();

    YamlTree(Iterator<Event> events, Limits limits, YamlBudget budget) {
        this.events = events;
        this.limits = limits;
        this.budget = budget;
    }

    /** What an anchor names: its tree, how many nodes and levels that has, and how often it has been used. */
    private static final class Anchored {
        final Built built;
        final long nodes;
        int uses;

        Anchored(Built built, long nodes) {
            this.built = built;
            this.nodes = nodes;
        }
    }

    /** A tree and the number of levels of lists and maps in it. */
    private record Built(JsonNode value, int height) {}

    JsonNode read(Event first) {
        return build(first, 0).value();
    }

    private Built build(Event event, int depth) {
        if (event instanceof AliasEvent alias) {
            return expand(alias, depth);
        }
        var before = budget.used();
        budget.spend(1, event);
        return switch (event) {
            case ScalarEvent scalar -> anchor(scalar.getAnchor(), scalar(scalar), before);
            case SequenceStartEvent start -> anchor(start.getAnchor(), sequence(start, depth + 1), before);
            case MappingStartEvent start -> anchor(start.getAnchor(), mapping(start, depth + 1), before);
            default -> throw YamlFault.at(event, "Expected a value but found " + event.getEventId());
        };
    }

    private Built anchor(Optional<Anchor> name, Built built, long before) {
        name.ifPresent(anchor -> anchors.put(anchor.getValue(), new Anchored(built, budget.used() - before)));
        return built;
    }

    private Built expand(AliasEvent alias, int depth) {
        var name = alias.getAlias().getValue();
        var anchored = anchors.get(name);
        if (anchored == null) {
            throw YamlFault.at(alias, "Unresolved alias (the anchor must be set before the alias): " + name);
        }
        anchored.uses++;
        if (anchored.uses > limits.maxAliases()) {
            throw YamlFault.at(alias, "Expected at most " + limits.maxAliases() + " uses of the anchor " + name);
        }
        budget.spend(anchored.nodes, alias);
        checkDepth(alias, depth + anchored.built.height());
        return anchored.built;
    }

    private static Built scalar(ScalarEvent scalar) {
        return new Built(YamlScalar.resolve(scalar), 0);
    }

    private Built sequence(SequenceStartEvent start, int depth) {
        checkDepth(start, depth);
        var array = NODES.arrayNode();
        var height = 0;
        for (var event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            var item = build(event, depth);
            height = Math.max(height, item.height());
            array.add(item.value());
        }
        return new Built(array, height + 1);
    }

    private Built mapping(MappingStartEvent start, int depth) {
        checkDepth(start, depth);
        var object = NODES.objectNode();
        var height = 0;
        for (var event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            var key = build(event, depth).value();
            if (key.isContainer()) {
                throw YamlFault.at(event, "Expected a plain value as the key of a map but found a list or a map");
            }
            var name = key.isNull() ? "" : key.asString();
            if (object.has(name)) {
                throw YamlFault.at(event, "Map keys must be unique");
            }
            var value = build(events.next(), depth);
            height = Math.max(height, value.height());
            object.set(name, value.value());
        }
        return new Built(object, height + 1);
    }

    private void checkDepth(Event event, int depth) {
        if (depth > limits.maxDepth()) {
            throw YamlFault.at(
                    event, "Expected at most " + limits.maxDepth() + " levels of lists and maps, found more");
        }
    }
}
