package dev.buildrun.deploy.crash;

import dev.buildrun.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import tools.jackson.databind.node.ObjectNode;

/**
 * One declaration in a source. What it says follows from its name and version alone, so that a run can be repeated.
 *
 * @param version makes it another declaration of the same entity
 * @param fault what is wrong with it, if anything
 */
record GeneratedEntity(String kind, String name, int version, Fault fault) {
    /** Kinds that any source may declare. */
    static final List<String> KINDS =
            List.of("Component", "Component", "Component", "API", "API", "Resource", "System", "Domain");
    /** Kinds that only the operator's own locations may declare. */
    static final List<String> KINDS_OF_PEOPLE = List.of("User", "User", "User", "Group", "Template");
    /** Entities with this in their names are declared by several sources at once, which all state the same relations. */
    static final String SHARED = "shared";

    private static final List<String> TYPES = List.of("service", "website", "library", "job");
    private static final List<String> LIFECYCLES = List.of("production", "experimental", "deprecated");
    private static final List<String> TAGS = List.of("java", "go", "python", "data", "pci");

    /** What may be wrong with a declaration: a name that is refused, or a kind that lacks a field. */
    enum Fault {
        NONE,
        BAD_TAG,
        NO_OWNER
    }

    GeneratedEntity next() {
        return new GeneratedEntity(kind, name, version + 1, fault);
    }

    GeneratedEntity with(Fault other) {
        return new GeneratedEntity(kind, name, version, other);
    }

    String ref() {
        return kind.toLowerCase(Locale.ROOT) + ":default/" + name.toLowerCase(Locale.ROOT);
    }

    /** A Location that leads to these targets. */
    static ObjectNode location(String name, List<String> targets) {
        var json = entity("backstage.io/v1alpha1", "Location", name);
        var list = json.putObject("spec").putArray("targets");
        targets.forEach(list::add);
        return json;
    }

    private static ObjectNode entity(String apiVersion, String kind, String name) {
        var json = Json.object().put("apiVersion", apiVersion).put("kind", kind);
        json.putObject("metadata").put("name", name);
        return json;
    }

    /** @param definition the file that an API takes its definition from, if it does not bring its own */
    ObjectNode json(String definition) {
        var look = name.contains(SHARED) ? 0 : version;
        var random = new Random((kind + name).hashCode() * 31L + look);
        var apiVersion = kind.equals("Template") ? "scaffolder.backstage.io/v1beta3" : "backstage.io/v1alpha1";
        var json = entity(apiVersion, kind, name);
        var metadata = json.withObject("metadata")
                .put("title", "Title of " + name)
                .put("description", "version " + version + " of " + name);
        metadata.putArray("tags").add(any(random, TAGS)).add(fault == Fault.BAD_TAG ? "Not A Tag" : "v" + look % 3);
        metadata.putObject("annotations").put("example.org/slug", "org/" + name);
        var spec = json.putObject("spec").put("type", any(random, TYPES));
        switch (kind) {
            case "User" -> user(spec, random);
            case "Group" -> group(spec, random);
            case "Template" -> template(spec);
            default -> owned(spec, random, definition);
        }
        if (fault == Fault.NO_OWNER) {
            spec.removeAll();
        }
        return json;
    }

    private static void user(ObjectNode spec, Random random) {
        spec.putArray("memberOf").add(other(random, "Group")).add(other(random, "Group"));
        spec.putObject("profile").put("displayName", "Person " + random.nextInt(1000));
    }

    private static void group(ObjectNode spec, Random random) {
        spec.put("parent", other(random, "Group"));
        spec.putArray("children").add(other(random, "Group"));
        spec.putArray("members").add(other(random, "User"));
    }

    private static void template(ObjectNode spec) {
        spec.put("owner", "group:default/platform");
        spec.putArray("steps").addObject().put("action", "debug:log").put("id", "log");
    }

    private void owned(ObjectNode spec, Random random, String definition) {
        spec.put(
                "owner",
                random.nextInt(4) == 0 ? "group:default/team-orders" : "group:default/" + other(random, "Group"));
        switch (kind) {
            case "Component" -> {
                spec.put("lifecycle", any(random, LIFECYCLES)).put("system", other(random, "System"));
                spec.putArray("providesApis").add(other(random, "API"));
                spec.putArray("consumesApis").add(other(random, "API")).add(other(random, "API"));
                spec.putArray("dependsOn")
                        .add("component:" + other(random, "Component"))
                        .add("resource:" + other(random, "Resource"));
            }
            case "API" -> {
                spec.put("lifecycle", any(random, LIFECYCLES)).put("system", other(random, "System"));
                if (random.nextInt(4) == 0) {
                    spec.putObject("definition").put("$text", definition);
                } else {
                    spec.put("definition", "openapi: 3.1.0\ninfo: {title: " + name + "}\n");
                }
            }
            case "Resource" -> {
                spec.put("system", other(random, "System"));
                spec.putArray("dependencyOf").add("component:" + other(random, "Component"));
            }
            case "System" -> spec.put("domain", other(random, "Domain"));
            default -> spec.put("subdomainOf", other(random, "Domain"));
        }
    }

    /** The name of some entity, which need not exist. */
    private static String other(Random random, String kind) {
        return name(kind, random.nextInt(40), random.nextInt(20));
    }

    /** The name that a source gives to the entity that it declares first as its so-manieth. */
    static String name(String kind, int source, int number) {
        return kind.toLowerCase(Locale.ROOT) + "-" + source + "-" + number;
    }

    private static String any(Random random, List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }
}
