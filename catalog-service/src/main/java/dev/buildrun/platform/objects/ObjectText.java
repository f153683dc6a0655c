package dev.buildrun.platform.objects;

import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Objects as trees and as YAML files. */
public final class ObjectText {
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    private ObjectText() {}

    public static ObjectNode json(HasMetadata object) {
        if (Json.read(SERIALIZATION.asJson(object)) instanceof ObjectNode tree) {
            return tree;
        }
        throw new IllegalStateException("Expected an object: " + object);
    }

    /** The object of a tree, of its own type where there is one. */
    public static HasMetadata object(ObjectNode tree) {
        return SERIALIZATION.unmarshal(Json.write(tree));
    }

    public static String yaml(HasMetadata object) {
        return Yaml.write(json(object));
    }

    /** All in one file, as {@code kubectl apply -f} takes it. */
    public static String yaml(List<HasMetadata> objects) {
        return objects.stream().map(ObjectText::yaml).collect(Collectors.joining("---\n"));
    }

    /** For instance {@code networkpolicy/allow-dns}. */
    public static String name(HasMetadata object) {
        return object.getKind().toLowerCase(Locale.ROOT) + "/"
                + object.getMetadata().getName();
    }
}
