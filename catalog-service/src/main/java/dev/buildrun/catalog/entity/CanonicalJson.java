package dev.buildrun.catalog.entity;

import dev.buildrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/** The one text of a JSON tree, whatever the order of its keys: that by which two trees are told apart. */
public final class CanonicalJson {
    private static final int USUAL_LENGTH = 4096;

    private CanonicalJson() {}

    /** Without white space, the keys of every object sorted by code unit. */
    public static String write(JsonNode node) {
        var text = new StringBuilder(USUAL_LENGTH);
        write(node, text);
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

    private static void write(JsonNode node, StringBuilder text) {
        if (node.isArray()) {
            writeItems(node, text);
        } else if (node.isObject()) {
            writeFields(node, text);
        } else if (node.isString()) {
            writeString(node.asString(), text);
        } else {
            text.append(Json.write(node));
        }
    }

    private static void writeItems(JsonNode array, StringBuilder text) {
        text.append('[');
        for (var i = 0; i < array.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            write(array.get(i), text);
        }
        text.append(']');
    }

    private static void writeFields(JsonNode object, StringBuilder text) {
        var names = object.propertyNames().toArray(String[]::new);
        Arrays.sort(names);
        text.append('{');
        for (var i = 0; i < names.length; i++) {
            if (i > 0) {
                text.append(',');
            }
            writeString(names[i], text);
            write(object.get(names[i]), text.append(':'));
        }
        text.append('}');
    }

    /** Most texts need no escape, and then a generator for each would cost more than all the rest. */
    private static void writeString(String value, StringBuilder text) {
        for (var i = 0; i < value.length(); i++) {
            var character = value.charAt(i);
            if (character < ' ' || character == '"' || character == '\\') {
                text.append(Json.MAPPER.writeValueAsString(value));
                return;
            }
        }
        text.append('"').append(value).append('"');
    }
}
