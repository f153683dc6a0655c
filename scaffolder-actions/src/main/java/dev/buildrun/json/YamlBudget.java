package dev.buildrun.json;

import org.snakeyaml.engine.v2.events.Event;

/** Counts the nodes of a stream, those that an alias stands for included, so that a small text cannot grow without end. */
final class YamlBudget {
    private final int maxNodes;
    private long used;

    YamlBudget(int maxNodes) {
        this.maxNodes = maxNodes;
    }

    void spend(long nodes, Event event) {
        used += nodes;
        if (used > maxNodes) {
            throw YamlFault.at(
                    event, "Expected at most " + maxNodes + " values after aliases are expanded, found more");
        }
    }

    long used() {
        return used;
    }
}
