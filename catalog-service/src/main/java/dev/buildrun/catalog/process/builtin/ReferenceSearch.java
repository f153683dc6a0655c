package dev.buildrun.catalog.process.builtin;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds what a place of a document holds, through all references on the way. */
final class ReferenceSearch {
    private static final int MAX_INDIRECTIONS = 100;

    private final ReferenceDocuments documents;
    private final @Nullable ReferencePlace asker;
    private final boolean askedByRoot;
    private final int level;
    private ReferencePlace place;
    private JsonNode value;
    private boolean circular;
    private int indirections;

    private ReferenceSearch(
            ReferenceDocuments documents,
            ReferencePlace asked,
            @Nullable ReferencePlace asker,
            boolean askedByRoot,
            int level) {
        if (level > MAX_INDIRECTIONS) {
            throw ServiceException.input("Expected at most " + MAX_INDIRECTIONS
                    + " references that lead from one to the next, found more at " + asked.fragment());
        }
        this.documents = documents;
        this.asker = asker;
        this.askedByRoot = askedByRoot;
        this.level = level;
        this.place = asked;
        this.value = documents.get(asked.document());
    }

    /**
     * What was found.
     *
     * @param place where it is in the end
     * @param circular whether it is a reference to itself
     * @param indirections how many references led there
     */
    record Found(ReferencePlace place, JsonNode value, boolean circular, int indirections) {}

    /**
     * Looks a place up.
     *
     * @param askedByRoot whether the reference is the whole of the first document
     * @throws ServiceException when there is nothing
     */
    static Found find(ReferenceDocuments documents, ReferencePlace asked, boolean askedByRoot) {
        return new ReferenceSearch(documents, asked, null, askedByRoot, 0).run(asked);
    }

    private Found run(ReferencePlace asked) {
        var names = asked.names();
        for (var index = 0; index < names.size(); index++) {
            var wasCircular = circular;
            var extended = isExtended(value);
            if (follow()) {
                place = place.below(names.subList(index, names.size()));
            } else if (!wasCircular && circular && extended) {
                circular = false;
            }
            value = child(names.get(index), asked);
        }
        if (ReferenceDocuments.isReference(value) && !target().equals(asker)) {
            follow();
        }
        return new Found(place, value, circular, indirections);
    }

    private ReferencePlace target() {
        return documents.target(place.document(), ReferenceDocuments.text(value));
    }

    /** Goes on to what the value refers to; says whether the place is another one now. */
    private boolean follow() {
        if (!ReferenceDocuments.isReference(value)) {
            return false;
        }
        var target = target();
        if (target.equals(place) && !askedByRoot) {
            circular = true;
            return false;
        }
        var found = new ReferenceSearch(documents, target, place, place.names().isEmpty(), level + 1).run(target);
        indirections += found.indirections() + 1;
        if (isExtended(value)) {
            value = merged((ObjectNode) value, found.value());
            return false;
        }
        place = found.place();
        value = found.value();
        return true;
    }

    private JsonNode child(String name, ReferencePlace asked) {
        var child = child(value, name);
        if (child.isMissingNode()) {
            child = child(value, URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        if (child.isMissingNode()) {
            throw ServiceException.input("Missing $ref pointer \"" + asked.document() + asked.fragment()
                    + "\". Token \"" + name + "\" does not exist.");
        }
        return child;
    }

    static JsonNode child(JsonNode parent, String name) {
        if (parent.isArray()) {
            return name.matches("\\d{1,9}") ? parent.path(Integer.parseInt(name)) : MissingNode.getInstance();
        }
        return parent.path(name);
    }

    /** A reference with other keys beside it adds these to what it refers to. */
    static boolean isExtended(JsonNode value) {
        return ReferenceDocuments.isReference(value) && value.size() > 1;
    }

    static JsonNode merged(ObjectNode reference, JsonNode target) {
        if (!isExtended(reference) || !target.isObject()) {
            return target;
        }
        var merged = Json.object();
        reference.properties().stream()
                .filter(field -> !field.getKey().equals("$ref"))
                .forEach(field -> merged.set(field.getKey(), field.getValue()));
        target.properties().forEach(field -> {
            var own = merged.get(field.getKey());
            if (own == null) {
                merged.set(field.getKey(), field.getValue());
            } else if (own.isObject() && field.getValue().isObject()) {
                merged.set(field.getKey(), deeplyMerged(field.getValue(), own));
            }
        });
        return merged;
    }

    private static JsonNode deeplyMerged(JsonNode below, JsonNode above) {
        if (!below.isObject() || !above.isObject()) {
            return above;
        }
        var merged = Json.object();
        below.properties().forEach(field -> merged.set(field.getKey(), field.getValue()));
        above.properties()
                .forEach(field ->
                        merged.set(field.getKey(), deeplyMerged(below.path(field.getKey()), field.getValue())));
        return merged;
    }

    static List<String> names(String fragment) {
        return ReferencePlace.of("", fragment).names();
    }
}
