package dev.buildrun.platform.workspace;

import dev.buildrun.platform.objects.ObjectText;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What of an object is not as it should be. The API server adds defaults, so what is there may have more than what is wanted; but not in
 * places where more means more rights or more ways in.
 */
final class Comparison {
    /** Nothing may be added here. */
    private static final Set<String> CLOSED =
            Set.of("NetworkPolicy.spec", "NetworkPolicy.spec.podSelector", "ResourceQuota.spec.hard");

    private final String kind;
    private final List<String> differences = new ArrayList<>();

    private Comparison(String kind) {
        this.kind = kind;
    }

    /** One line for each difference, with its path; none where all is as wanted. */
    static List<String> differences(HasMetadata wanted, HasMetadata found) {
        var comparison = new Comparison(wanted.getKind());
        var wantedTree = ObjectText.json(wanted);
        var foundTree = ObjectText.json(found);
        // Who made it and when is in there too, and no concern of ours.
        comparison.compareFields(
                "metadata.labels",
                wantedTree.path("metadata").path("labels"),
                foundTree.path("metadata").path("labels"));
        comparison.compareFields(
                "metadata.annotations",
                wantedTree.path("metadata").path("annotations"),
                foundTree.path("metadata").path("annotations"));
        for (var field : wantedTree.properties()) {
            if (!field.getKey().equals("metadata")) {
                comparison.compare(field.getKey(), field.getValue(), foundTree.path(field.getKey()));
            }
        }
        return comparison.differences;
    }

    private void compare(String path, JsonNode wanted, JsonNode found) {
        if (wanted.isObject() && found.isObject()) {
            compareFields(path, wanted, found);
        } else if (wanted.isArray() && found.isArray() && wanted.size() == found.size()) {
            for (var i = 0; i < wanted.size(); i++) {
                compare(path + "[" + i + "]", wanted.path(i), found.path(i));
            }
        } else if (!isSame(wanted, found)) {
            differences.add(path + ": expected " + shown(wanted) + ", found " + shown(found));
        }
    }

    private void compareFields(String path, JsonNode wanted, JsonNode found) {
        for (var field : wanted.properties()) {
            compare(path + "." + field.getKey(), field.getValue(), found.path(field.getKey()));
        }
        if (CLOSED.contains(kind + "." + path)) {
            for (var field : found.properties()) {
                if (wanted.path(field.getKey()).isMissingNode()) {
                    differences.add(
                            path + "." + field.getKey() + ": expected nothing, found " + shown(field.getValue()));
                }
            }
        }
    }

    /** An empty map may be left out, and one quantity has many spellings. */
    private static boolean isSame(JsonNode wanted, JsonNode found) {
        return wanted.equals(found)
                || (wanted.isContainer() && wanted.isEmpty() && found.isMissingNode())
                || (!wanted.isContainer() && !found.isContainer() && isSameQuantity(wanted, found));
    }

    private static boolean isSameQuantity(JsonNode wanted, JsonNode found) {
        try {
            return Quantity.getAmountInBytes(Quantity.parse(wanted.asString("")))
                            .compareTo(Quantity.getAmountInBytes(Quantity.parse(found.asString(""))))
                    == 0;
        } catch (IllegalArgumentException | ArithmeticException _) {
            return false;
        }
    }

    private static String shown(JsonNode node) {
        var text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
