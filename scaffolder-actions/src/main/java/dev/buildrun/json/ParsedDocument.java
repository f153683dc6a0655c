package dev.buildrun.json;

import tools.jackson.databind.JsonNode;

/** One document of a YAML stream: its content, or why it has none. */
public sealed interface ParsedDocument {
    /** The line, counted from 1, that the content or the fault is found at. */
    int line();

    /** A document that was read whole. The tree is never a missing node, and never the null of an empty document. */
    record Content(int line, JsonNode value) implements ParsedDocument {}

    /**
     * A document that cannot be read. Always the last one of its stream: what follows a fault has no certain meaning.
     *
     * @param message what is wrong, ending in {@code at line 3, column 5}
     * @param line counted from 1
     * @param column counted from 1
     */
    record Broken(String message, int line, int column) implements ParsedDocument {}
}
