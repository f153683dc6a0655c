package dev.buildrun.catalog.index;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.entity.ServedText;
import dev.buildrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON text of an entity without its relations, which change with other entities and are put in when the text is asked for. The etag
 * changes with them: it is the hash of the text mixed with a hash of the relations.
 */
final class EntityBody {
    private static final byte[] RELATIONS = utf8(",\"relations\":[");
    private static final byte[] END_OF_RELATIONS = utf8("]");
    private static final int ETAG_DIGITS = 40;
    private static final int MIXED_DIGITS = 16;
    private static final int NO_ETAG = -1;

    /** All but relations, status and the closing brace, perhaps packed. */
    private final byte[] kept;
    /** What unpacks it; null where it is kept as it is. */
    private final @Nullable BodyPacking packing;
    /** The status, if there is any, and the closing brace. */
    private final byte[] tail;
    /** Where the digits of the etag begin in the head; {@link #NO_ETAG} where the entity brought its own. */
    private final int etagAt;

    private EntityBody(byte[] kept, @Nullable BodyPacking packing, byte[] tail, int etagAt) {
        this.kept = kept;
        this.packing = packing;
        this.tail = tail;
        this.etagAt = etagAt;
    }

    /**
     * Writes what is served of an entity.
     *
     * @param json without relations and status
     * @param hasOwnEtag whether its source gave it one, which then stays as it is
     */
    static EntityBody of(ObjectNode json, @Nullable JsonNode status, boolean hasOwnEtag) {
        var head = Json.writeBytes(json);
        var etagAt = hasOwnEtag ? NO_ETAG : etagAt(head, json);
        var tail = status == null ? ONLY_END : utf8(",\"status\":" + Json.write(status) + "}");
        return new EntityBody(Arrays.copyOf(head, head.length - 1), null, tail, etagAt);
    }

    /** The same of a text that is there already. */
    static EntityBody of(ServedText served) {
        var head = served.json();
        return new EntityBody(Arrays.copyOf(head, head.length - 1), null, ONLY_END, served.etagAt());
    }

    private static final byte[] ONLY_END = utf8("}");

    private static int etagAt(byte[] head, ObjectNode json) {
        var field = "\"etag\":\"";
        // Quotes inside of values are escaped, so this text can't be part of one; bytes and characters have the same
        // place in Latin-1.
        var text = new String(head, StandardCharsets.ISO_8859_1);
        return text.indexOf(field + json.path("metadata").path("etag").asString()) + field.length();
    }

    /** The text but for relations, status and the closing brace; must not be changed. */
    byte[] head() {
        return packing == null ? kept : packing.unpack(kept);
    }

    /** How much memory the text takes. */
    int bytes() {
        return kept.length;
    }

    /** The same body, packed where that is worth it. */
    EntityBody packed(BodyPacking by) {
        return packing != null || kept.length < BodyPacking.MIN_BYTES
                ? this
                : new EntityBody(by.pack(kept), by, tail, etagAt);
    }

    /** The entity without relations and status: what its own search fields come from. */
    Entity own() {
        var head = head();
        var text = Arrays.copyOf(head, head.length + 1);
        text[head.length] = '}';
        return Entity.of((ObjectNode) Json.read(text));
    }

    boolean hasSameHead(@Nullable EntityBody other) {
        return other != null && Arrays.equals(head(), other.head());
    }

    /** The whole text. */
    byte[] render(List<Relation> relations) {
        var head = head();
        var list = relations(relations);
        var text = new byte[head.length + RELATIONS.length + list.length + END_OF_RELATIONS.length + tail.length];
        var end = append(text, 0, head);
        end = append(text, end, RELATIONS);
        end = append(text, end, list);
        end = append(text, end, END_OF_RELATIONS);
        append(text, end, tail);
        if (etagAt != NO_ETAG) {
            mixEtag(text, hash(relations));
        }
        return text;
    }

    private static byte[] relations(List<Relation> relations) {
        var text = new StringBuilder(relations.size() * ETAG_DIGITS * 2);
        for (var relation : relations) {
            text.append(text.isEmpty() ? "{\"type\":" : ",{\"type\":");
            appendQuoted(text, relation.type());
            text.append(",\"targetRef\":");
            appendQuoted(text, relation.targetRef());
            text.append('}');
        }
        return utf8(text.toString());
    }

    private static void appendQuoted(StringBuilder text, String value) {
        for (var i = 0; i < value.length(); i++) {
            var character = value.charAt(i);
            if (character < ' ' || character == '"' || character == '\\') {
                text.append(Json.MAPPER.writeValueAsString(value));
                return;
            }
        }
        text.append('"').append(value).append('"');
    }

    private static long hash(List<Relation> relations) {
        var sum = 0L;
        for (var relation : relations) {
            var mixed = relation.type().hashCode() * 0x9E3779B97F4A7C15L
                    + relation.targetRef().hashCode() * 0xC2B2AE3D27D4EB4FL;
            sum += (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
        }
        return sum;
    }

    private void mixEtag(byte[] text, long hash) {
        for (var i = 0; i < MIXED_DIGITS; i++) {
            var digit = Character.digit(text[etagAt + i], 16) ^ ((int) (hash >>> (60 - 4 * i)) & 0xF);
            text[etagAt + i] = (byte) Character.forDigit(digit, 16);
        }
    }

    private static int append(byte[] target, int at, byte[] source) {
        System.arraycopy(source, 0, target, at, source.length);
        return at + source.length;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
