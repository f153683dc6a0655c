package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The entities of an invented organisation, the same for the same number: seven of ten are components, each with an owner, a system and some
 * dependencies, so that one states about ten edges and has about 1.2 kB.
 */
final class GeneratedDescriptors {
    private static final List<String> TAGS = List.of("java", "go", "grpc", "kafka", "postgres", "tier-1", "pci", "web");
    private static final List<String> TYPES = List.of("service", "website", "library", "data-pipeline");
    private static final List<String> REGIONS = List.of("eu-west1", "us-east1", "asia-south1");

    private final int count;

    GeneratedDescriptors(int count) {
        this.count = count;
    }

    /** Writes files of so many documents each; returns them in order. */
    List<Path> write(Path folder, int perFile) {
        var files = new ArrayList<Path>();
        for (var first = 0; first < count; first += perFile) {
            var file = folder.resolve("entities-" + files.size() + ".yaml");
            writeFile(file, first, Math.min(count, first + perFile), 0);
            files.add(file);
        }
        return files;
    }

    /** Writes one file, of which the first entity has another description than in {@link #write}. */
    void writeChanged(Path file, int perFile, int version) {
        writeFile(file, 0, Math.min(count, perFile), version);
    }

    private void writeFile(Path file, int from, int to, int versionOfFirst) {
        var text = IntStream.range(from, to)
                .mapToObj(number -> Yaml.write(json(number, number == from ? versionOfFirst : 0)))
                .collect(Collectors.joining("---\n"));
        try {
            Files.writeString(file, text);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** The entity as a provider declares it. */
    Entity entity(int number, String location) {
        var json = json(number, 0);
        ((ObjectNode) json.path("metadata").path("annotations"))
                .put(Annotations.MANAGED_BY_LOCATION, location)
                .put(Annotations.MANAGED_BY_ORIGIN_LOCATION, location);
        return Entity.of(json);
    }

    /** The ref of the first entity, which is a component. */
    static String firstRef() {
        return "component:default/" + name("Component", 0);
    }

    private ObjectNode json(int number, int version) {
        var random = new Random(number);
        var kind = kind(number);
        var name = name(kind, number);
        var json = Json.object().put("apiVersion", "backstage.io/v1alpha1").put("kind", kind);
        var metadata = json.putObject("metadata").put("name", name).put("title", "Title of " + name);
        metadata.put(
                "description",
                "The multi-region " + name + " stores search documents and reconciles price lists for the domain of"
                        + " payments, version " + version + ", and is owned end to end by one team.");
        metadata.putObject("labels")
                .put("example.com/tier", String.valueOf(1 + random.nextInt(3)))
                .put("example.com/cost-center", "cc-" + random.nextInt(100))
                .put("example.com/region", REGIONS.get(random.nextInt(REGIONS.size())));
        metadata.putObject("annotations")
                .put("github.com/project-slug", "example-org/" + name)
                .put("example.com/created", "20" + (10 + random.nextInt(15)) + "-05-17")
                .put("backstage.io/techdocs-ref", "dir:.")
                .put("pagerduty.com/service-id", "P" + random.nextInt(1_000_000));
        var tags = metadata.putArray("tags");
        random.ints(3, 0, TAGS.size()).distinct().forEach(tag -> tags.add(TAGS.get(tag)));
        metadata.putArray("links")
                .addObject()
                .put("url", "https://dashboard.example.com/" + name)
                .put("title", "Dashboard");
        putSpec(kind, json.putObject("spec"), random);
        return json;
    }

    private void putSpec(String kind, ObjectNode spec, Random random) {
        spec.put("type", TYPES.get(random.nextInt(TYPES.size())));
        switch (kind) {
            case "Group" -> spec.putArray("children");
            case "System" -> spec.put("owner", other("Group", 8, random));
            case "API" ->
                spec.put("owner", other("Group", 8, random))
                        .put("lifecycle", "production")
                        .put("definition", "openapi: 3.0.3\ninfo: { title: An API }\n".repeat(10));
            case "Resource" -> spec.put("owner", other("Group", 8, random));
            default -> {
                spec.put("owner", other("Group", 8, random)).put("lifecycle", "production");
                spec.put("system", other("System", 7, random));
                var dependsOn = spec.putArray("dependsOn");
                addOthers(dependsOn, "component:default/", "Component", 0, random.nextInt(4), random);
                addOthers(dependsOn, "resource:default/", "Resource", 9, random.nextInt(3), random);
                addOthers(spec.putArray("providesApis"), "", "API", 6, random.nextInt(2), random);
                addOthers(spec.putArray("consumesApis"), "", "API", 6, random.nextInt(4), random);
            }
        }
    }

    private void addOthers(ArrayNode list, String prefix, String kind, int digit, int many, Random random) {
        for (var left = many; left > 0; left--) {
            list.add(prefix + other(kind, digit, random));
        }
    }

    private String other(String kind, int digit, Random random) {
        return name(kind, random.nextInt(Math.max(1, count / 10)) * 10 + digit);
    }

    private static String kind(int number) {
        return switch (number % 10) {
            case 6 -> "API";
            case 7 -> "System";
            case 8 -> "Group";
            case 9 -> "Resource";
            default -> "Component";
        };
    }

    private static String name(String kind, int number) {
        return "payment-ledger-" + kind.toLowerCase(java.util.Locale.ROOT) + "-" + number;
    }
}
