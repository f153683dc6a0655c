package dev.buildrun.catalog.entity;

import dev.buildrun.json.Json;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** The one text of a JSON tree, whatever the order of its keys: that by which two trees are told apart. */
public final class CanonicalJson {
    private CanonicalJson() {}

    /** Without white space, the keys of every object sorted by code unit. */
    public static String write(JsonNode node) {
        var text = new StringWriter();
        try (var generator = Json.MAPPER.createGenerator(text)) {
            write(node, generator);
        }
        return text.toString();
    }

    /** The SHA-1 of {@link #write}, as 40 hex digits. It tells versions apart and guards nothing. */
    public static String sha1(JsonNode node) {
        return sha1(write(node));
    }

    /** The SHA-1 of the text in UTF-8, as 40 hex digits. */
    public static String sha1(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException(exception);
        }
    }

    private static void write(JsonNode node, JsonGenerator generator) {
        if (node.isArray()) {
            generator.writeStartArray();
            node.forEach(item -> write(item, generator));
            generator.writeEndArray();
        } else if (node.isObject()) {
            var names = node.propertyNames().toArray(String[]::new);
            Arrays.sort(names);
            generator.writeStartObject();
            for (var name : names) {
                generator.writeName(name);
                write(node.get(name), generator);
            }
            generator.writeEndObject();
        } else {
            generator.writeTree(node);
        }
    }
}
