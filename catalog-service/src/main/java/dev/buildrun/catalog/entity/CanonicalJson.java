package dev.buildrun.catalog.entity;

import dev.buildrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The one text of a JSON tree, whatever the order of its keys: that by which two trees are told apart. */
public final class CanonicalJson {
    private CanonicalJson() {}

    /** Without white space, the keys of every object sorted by code unit. */
    public static String write(JsonNode node) {
        return Json.write(sorted(node));
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

    private static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode(node.size());
            node.forEach(item -> array.add(sorted(item)));
            return array;
        }
        if (node.isObject()) {
            var fields = new TreeMap<String, JsonNode>();
            node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            var object = Json.object();
            fields.forEach(object::set);
            return object;
        }
        return node;
    }
}
