package dev.buildrun.catalog.whole;

import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Entities at random, few names and many values, the awkward ones among them. */
final class RandomEntities {
    static final int FILES = 4;
    private static final List<String> REFS = List.of(
            "c0",
            "c1",
            "Component:C2",
            "component:default/c3",
            "group:g0",
            "Group:other/g1",
            "user:u0",
            "api:a0",
            "resource:default/nowhere");
    private static final List<String> TEXTS = List.of(
            "service",
            "Service",
            "SERVICE",
            "website",
            "a_c",
            "abc",
            "a%c",
            "",
            " padded ",
            "true",
            "3",
            "straße",
            "STRASSE",
            "É",
            "é",
            "İstanbul",
            "ΣΑΣ",
            "σας",
            "😀",
            "\uFB01",
            "ﬁne",
            "K",
            "x,y=z",
            "back\\slash",
            "quote\"d",
            "x".repeat(199) + "Y",
            "x".repeat(200) + "Y",
            "İ".repeat(150),
            "😀".repeat(100),
            "😀".repeat(101));
    private static final List<String> TAGS = List.of("java", "go", "c#", "a-b", "data");
    private static final List<String> NUMBERS =
            List.of("3", "0", "-2", "1.5", "0.1", "10000000000", "1e21", "-0.5", "100");
    private static final List<String> KEYS = List.of("plain", "Mixed", "dotted.Key", "deep", "list", "k".repeat(190));

    private final Random random;

    RandomEntities(Random random) {
        this.random = random;
    }

    static String url(int file) {
        return "https://files.test/" + file + ".yaml";
    }

    int upTo(int bound) {
        return random.nextInt(bound + 1);
    }

    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    String anyText() {
        return any(TEXTS);
    }

    /** What may stand in a file. */
    ObjectNode document() {
        return switch (upTo(7)) {
            case 0, 1 -> location();
            case 2 -> api();
            default -> component();
        };
    }

    /** What a provider may declare. */
    ObjectNode any() {
        return switch (upTo(5)) {
            case 0 -> group();
            case 1 -> user();
            default -> document();
        };
    }

    private ObjectNode component() {
        var entity = entity("Component", "c" + upTo(5));
        var spec = entity.putObject("spec").put("type", nonEmptyText());
        if (!oneIn(12)) {
            spec.put("lifecycle", any(List.of("production", "Production", "experimental")));
        }
        spec.put("owner", any(REFS.subList(4, REFS.size())));
        if (oneIn(2)) {
            var list = spec.putArray("dependsOn");
            for (var i = upTo(2); i > 0; i--) {
                list.add(any(REFS.subList(2, REFS.size())));
            }
        }
        if (oneIn(3)) {
            spec.put("subcomponentOf", any(REFS.subList(0, 4)));
        }
        if (oneIn(3)) {
            spec.putArray("providesApis").add("a0").add("other/A1");
        }
        extra(spec);
        return entity;
    }

    private ObjectNode api() {
        var entity = entity("API", "a" + upTo(1));
        entity.putObject("spec")
                .put("type", nonEmptyText())
                .put("lifecycle", "production")
                .put("owner", any(REFS.subList(4, 7)))
                .put("definition", oneIn(2) ? "x" : "long ".repeat(60));
        return entity;
    }

    private ObjectNode group() {
        var entity = entity("Group", "g" + upTo(2));
        var spec = entity.putObject("spec").put("type", nonEmptyText());
        spec.putArray("children");
        if (oneIn(2)) {
            ((ArrayNode) spec.get("children")).add("g" + upTo(2));
        }
        if (oneIn(2)) {
            spec.put("parent", "g" + upTo(2));
        }
        return entity;
    }

    private ObjectNode user() {
        var entity = entity("User", "u" + upTo(1));
        var groups = entity.putObject("spec").putArray("memberOf");
        for (var i = upTo(2); i > 0; i--) {
            groups.add("g" + upTo(2));
        }
        return entity;
    }

    private ObjectNode location() {
        var entity = entity("Location", "l" + upTo(2));
        var spec = entity.putObject("spec").put("type", "url");
        if (oneIn(2)) {
            spec.put("target", url(upTo(FILES - 1)));
        } else {
            var targets = spec.putArray("targets");
            for (var i = upTo(2); i > 0; i--) {
                targets.add(url(upTo(FILES - 1)));
            }
        }
        return entity;
    }

    private String nonEmptyText() {
        var text = anyText();
        return text.isBlank() ? "blank" : text;
    }

    private ObjectNode entity(String kind, String name) {
        var entity = Json.object();
        entity.put("apiVersion", "backstage.io/v1alpha1").put("kind", kind);
        var metadata =
                entity.putObject("metadata").put("name", oneIn(4) ? name.toUpperCase(java.util.Locale.ROOT) : name);
        if (oneIn(5)) {
            metadata.put("namespace", any(List.of("default", "other")));
        }
        if (oneIn(3)) {
            metadata.put("title", nonEmptyText());
        }
        if (oneIn(2)) {
            var tags = metadata.putArray("tags");
            for (var i = upTo(2); i > 0; i--) {
                tags.add(any(TAGS));
            }
        }
        if (oneIn(4)) {
            metadata.putObject("labels")
                    .put("a.b/c", any(List.of("V", "v", "w")))
                    .put("plain", "l");
        }
        if (oneIn(3)) {
            metadata.putObject("annotations").put("x.io/Note", anyText()).put("x.io/note.more", "1");
        }
        return entity;
    }

    private void extra(ObjectNode spec) {
        for (var key : KEYS) {
            if (oneIn(3)) {
                spec.set(key, value(2));
            }
        }
    }

    private JsonNode value(int depth) {
        return switch (upTo(depth > 0 ? 7 : 4)) {
            case 0 -> Json.MAPPER.nullNode();
            case 1 -> Json.read(any(NUMBERS));
            case 2 -> Json.read(any(List.of("true", "false")));
            case 3, 4 -> Json.text(anyText());
            case 5 -> {
                var object = Json.object();
                for (var key : List.of("inner", "Other.x")) {
                    if (oneIn(2)) {
                        object.set(key, value(depth - 1));
                    }
                }
                yield object;
            }
            default -> {
                var list = Json.array();
                for (var i = upTo(3); i > 0; i--) {
                    list.add(value(depth - 1));
                }
                yield list;
            }
        };
    }

    List<ObjectNode> documents() {
        var documents = new ArrayList<ObjectNode>();
        for (var i = upTo(5); i > 0; i--) {
            documents.add(document());
        }
        return documents;
    }
}
