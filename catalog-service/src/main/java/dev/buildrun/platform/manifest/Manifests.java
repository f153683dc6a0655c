package dev.buildrun.platform.manifest;

import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The objects that the files of a folder make. */
final class Manifests {
    private static final int MOST_OBJECTS = 500;
    private static final int MOST_DEPTH = 5;
    private static final Yaml.Limits LIMITS =
            Yaml.LIMITS.withMaxCharacters(1 << 20).withMaxNodes(100_000);

    private final Map<String, String> files;
    private final Map<String, List<ObjectNode>> parsed = new TreeMap<>();

    /** @param files by path, all below the folder {@code deploy} and without that */
    Manifests(Map<String, String> files) {
        this.files = new TreeMap<>(files);
    }

    /** Says why the objects can't be told; ends the work on them. */
    static final class Unclear extends Exception {
        private static final long serialVersionUID = 1L;

        Unclear(String message) {
            super(message, null, false, false);
        }
    }

    /** The objects for an environment: of the folder of its name, of an overlay of its name, or of what is there for all. */
    List<JsonNode> of(String environment) throws Unclear {
        for (var folder : List.of("overlays/" + environment + "/", environment + "/")) {
            if (files.keySet().stream().anyMatch(path -> path.startsWith(folder))) {
                return List.copyOf(folder(folder, 0));
            }
        }
        var base = files.keySet().stream().anyMatch(path -> !path.contains("/")) ? "" : "base/";
        return List.copyOf(folder(base, 0));
    }

    private List<ObjectNode> folder(String folder, int depth) throws Unclear {
        if (depth > MOST_DEPTH) {
            throw new Unclear(
                    "deploy/" + folder + ": expected folders that lead to others at most " + MOST_DEPTH + " times");
        }
        for (var path : files.keySet()) {
            if (isIn(path, folder) && Kustomization.isOne(path.substring(folder.length()))) {
                return kustomized(folder, path, depth);
            }
        }
        var objects = new ArrayList<ObjectNode>();
        for (var path : files.keySet()) {
            if (isIn(path, folder)) {
                objects.addAll(objects(path));
            }
        }
        return objects;
    }

    private static boolean isIn(String path, String folder) {
        return path.startsWith(folder) && path.indexOf('/', folder.length()) < 0;
    }

    private List<ObjectNode> kustomized(String folder, String path, int depth) throws Unclear {
        var documents = objects(path);
        if (documents.size() != 1) {
            throw new Unclear("deploy/" + path + ": expected one document, found " + documents.size());
        }
        var kustomization = new Kustomization(documents.getFirst());
        var unfollowed = kustomization.notFollowed();
        if (unfollowed.isPresent()) {
            throw new Unclear("deploy/" + path + ": " + unfollowed.get() + " are not applied here");
        }
        var objects = new ArrayList<ObjectNode>();
        for (var resource : kustomization.resources()) {
            objects.addAll(resource(folder, path, resource, depth));
        }
        objects.forEach(kustomization::applyTo);
        return objects;
    }

    private List<ObjectNode> resource(String folder, String path, String resource, int depth) throws Unclear {
        var target = resolved(folder, resource);
        if (files.containsKey(target)) {
            return objects(target);
        }
        var below = target.isEmpty() || target.endsWith("/") ? target : target + "/";
        if (files.keySet().stream().noneMatch(file -> file.startsWith(below)) || below.equals(folder)) {
            throw new Unclear("deploy/" + path + ": there is no " + resource + " in this repository's folder deploy");
        }
        return folder(below, depth + 1);
    }

    private static String resolved(String folder, String resource) throws Unclear {
        var names = new ArrayList<>(List.of(folder.isEmpty() ? new String[0] : folder.split("/")));
        for (var name : resource.split("/", -1)) {
            if (name.equals("..") && names.isEmpty()) {
                throw new Unclear("deploy/" + folder + ": " + resource + " is outside of the folder deploy");
            }
            if (name.equals("..")) {
                names.removeLast();
            } else if (!name.equals(".") && !name.isEmpty()) {
                names.add(name);
            }
        }
        return String.join("/", names);
    }

    /** Objects of one's own, since kustomizations change them. */
    private List<ObjectNode> objects(String path) throws Unclear {
        if (!path.matches(".*\\.(ya?ml|json)") && !Kustomization.isOne(path.substring(path.lastIndexOf('/') + 1))) {
            return List.of();
        }
        if (!parsed.containsKey(path)) {
            parsed.put(path, parse(path));
        }
        return parsed.get(path).stream().map(ObjectNode::deepCopy).toList();
    }

    private List<ObjectNode> parse(String path) throws Unclear {
        var objects = new ArrayList<ObjectNode>();
        for (var document : Yaml.documents(files.getOrDefault(path, ""), LIMITS)) {
            switch (document) {
                case ParsedDocument.Broken broken -> throw new Unclear("deploy/" + path + ": " + broken.message());
                case ParsedDocument.Content content -> add(path, content.value(), objects);
            }
        }
        return objects;
    }

    private static void add(String path, JsonNode value, List<ObjectNode> objects) throws Unclear {
        if (!(value instanceof ObjectNode object)) {
            throw new Unclear("deploy/" + path + ": expected Kubernetes objects, found " + value.getNodeType());
        }
        if (object.path("kind").asString("").equals("List")) {
            for (var item : object.path("items")) {
                add(path, item, objects);
            }
            return;
        }
        if (objects.size() >= MOST_OBJECTS) {
            throw new Unclear("deploy/" + path + ": expected at most " + MOST_OBJECTS + " objects, found more");
        }
        object.withObjectProperty("metadata").withObjectProperty("labels");
        objects.add(object);
    }
}
