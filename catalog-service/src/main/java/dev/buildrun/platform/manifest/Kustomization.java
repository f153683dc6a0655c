package dev.buildrun.platform.manifest;

import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of a {@code kustomization.yaml} that can be applied here: resources, labels, images, replicas. */
record Kustomization(JsonNode document) {
    /** What changes objects in ways that are not followed here. Generators only add objects, which no rule looks at. */
    private static final List<String> NOT_FOLLOWED = List.of(
            "patches",
            "patchesStrategicMerge",
            "patchesJson6902",
            "components",
            "transformers",
            "helmCharts",
            "helmChartInflationGenerator",
            "namePrefix",
            "nameSuffix",
            "replacements",
            "vars");

    private static final List<String> WITH_PODS =
            List.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "ReplicationController");

    static boolean isOne(String file) {
        return file.equals("kustomization.yaml") || file.equals("kustomization.yml") || file.equals("Kustomization");
    }

    /** The first key that is used and not followed. */
    Optional<String> notFollowed() {
        return NOT_FOLLOWED.stream()
                .filter(key -> document.path(key).isContainer()
                        ? !document.path(key).isEmpty()
                        : document.path(key).isString())
                .findFirst();
    }

    /** Files and folders, relative to its own folder. */
    List<String> resources() {
        var names = new ArrayList<String>();
        document.path("resources").forEach(item -> names.add(item.asString("")));
        document.path("bases").forEach(item -> names.add(item.asString("")));
        return names;
    }

    /** Changes an object as it says. */
    void applyTo(ObjectNode object) {
        document.path("commonLabels")
                .properties()
                .forEach(label -> label(object, label.getKey(), label.getValue(), true));
        for (var entry : document.path("labels")) {
            var withTemplates = entry.path("includeTemplates").asBoolean(false)
                    || entry.path("includeSelectors").asBoolean(false);
            entry.path("pairs")
                    .properties()
                    .forEach(label -> label(object, label.getKey(), label.getValue(), withTemplates));
        }
        if (document.path("namespace").isString()) {
            object.withObjectProperty("metadata").set("namespace", document.path("namespace"));
        }
        for (var replicas : document.path("replicas")) {
            if (object.path("metadata").path("name").equals(replicas.path("name"))
                    && object.path("spec") instanceof ObjectNode spec
                    && WITH_PODS.contains(object.path("kind").asString(""))) {
                spec.set("replicas", replicas.path("count"));
            }
        }
        podSpec(object).ifPresent(this::images);
    }

    private static void label(ObjectNode object, String key, JsonNode value, boolean withTemplates) {
        object.withObjectProperty("metadata").withObjectProperty("labels").set(key, value);
        if (withTemplates && object.path("spec").path("template") instanceof ObjectNode template) {
            template.withObjectProperty("metadata").withObjectProperty("labels").set(key, value);
        }
    }

    private static Optional<JsonNode> podSpec(ObjectNode object) {
        return switch (object.path("kind").asString("")) {
            case "Pod" -> Optional.of(object.path("spec"));
            case "CronJob" ->
                Optional.of(object.path("spec")
                        .path("jobTemplate")
                        .path("spec")
                        .path("template")
                        .path("spec"));
            case String kind
            when WITH_PODS.contains(kind) ->
                Optional.of(object.path("spec").path("template").path("spec"));
            default -> Optional.empty();
        };
    }

    private void images(JsonNode pod) {
        for (var list : List.of("containers", "initContainers")) {
            if (pod.path(list) instanceof ArrayNode containers) {
                containers.forEach(this::image);
            }
        }
    }

    private void image(JsonNode container) {
        if (!(container instanceof ObjectNode object)) {
            return;
        }
        var image = object.path("image").asString("");
        for (var change : document.path("images")) {
            var name = change.path("name").asString("");
            if (nameOf(image).equals(name)) {
                object.set("image", Json.text(changed(image, name, change)));
            }
        }
    }

    private static String nameOf(String image) {
        var at = image.indexOf('@');
        var withoutDigest = at < 0 ? image : image.substring(0, at);
        var colon = withoutDigest.indexOf(':', withoutDigest.lastIndexOf('/') + 1);
        return colon < 0 ? withoutDigest : withoutDigest.substring(0, colon);
    }

    private static String changed(String image, String name, JsonNode change) {
        var newName = change.path("newName").asString(name);
        if (change.path("digest").isString()) {
            return newName + "@" + change.path("digest").asString();
        }
        if (!change.path("newTag").isMissingNode()) {
            return newName + ":" + change.path("newTag").asString();
        }
        return newName + image.substring(name.length());
    }
}
