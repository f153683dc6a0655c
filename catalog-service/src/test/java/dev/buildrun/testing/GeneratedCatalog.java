package dev.buildrun.testing;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A large catalog that looks like a grown one: few teams own many components, which belong to systems, share types, lifecycles and tags, and
 * have names, descriptions and addresses of their own. Bodies are 3 KB on average. Every entity follows from the seed, its number and its
 * version, so nothing is kept and any part of a million can be made alone.
 */
public final class GeneratedCatalog {
    private static final List<String> AREAS = words(
            "payment billing ledger invoice checkout cart catalog search pricing tax shipping warehouse"
                    + " inventory fleet driver route identity session token profile consent audit fraud risk onboarding"
                    + " notification email template media stream royalty artist campaign report metrics event trace feature"
                    + " rollout deploy artifact registry secret gateway proxy cache queue scheduler export backup archive");
    private static final List<String> ROLES = words(
            "service gateway worker processor consumer producer engine store indexer adapter bridge"
                    + " portal dashboard ui client sdk job pipeline scorer router broker controller exporter resolver renderer");
    private static final List<String> TAGS =
            words("java kotlin go python typescript rust scala grpc rest graphql kafka postgres redis k8s"
                    + " spring-boot backend frontend data ml infra tier-1 tier-2 tier-3 pci gdpr Batch");
    private static final List<String> TYPES =
            words("service service service service service website library data-pipeline mobile-app");
    private static final List<String> STAGES = words("production production production experimental deprecated");
    private static final List<String> REGIONS = words("eu-west1 us-east1 asia-south1 us-central1");
    private static final List<String> LINKS = words("dashboard runbook logs alerts traces repository board chat");
    private static final int NOTE_WORDS = 58;

    private final long seed;
    private final int groups;
    private final int systems;

    /** @param count how many there are; decides on the number of owners (up to 2,000) and systems (up to 10,000) */
    public GeneratedCatalog(long seed, int count) {
        this.seed = seed;
        this.groups = Math.clamp(count / 50, 1, 2_000);
        this.systems = Math.clamp(count / 20, 1, 10_000);
    }

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    /** @param number from 0 on */
    public StoredEntity entity(int number) {
        return entity(number, 0);
    }

    /** Versions of an entity differ in description and lifecycle. */
    public StoredEntity entity(int number, int version) {
        return new Draft(number, version).build();
    }

    public String ref(int number) {
        return (kind(number) + ":default/" + name(number)).toLowerCase(Locale.ROOT);
    }

    private String kind(int number) {
        if (number < groups) {
            return "Group";
        }
        if (number < groups + systems) {
            return "System";
        }
        return switch (number % 10) {
            case 0 -> "API";
            case 1 -> "Resource";
            default -> "Component";
        };
    }

    private String name(int number) {
        if (number < groups) {
            return "team-" + AREAS.get(number % AREAS.size()) + "-" + number;
        }
        var random = random(number, 0);
        return any(random, AREAS) + "-" + any(random, ROLES) + "-" + number;
    }

    private String group(SplittableRandom random) {
        // Some teams own much more than others.
        return "group:default/" + name(random.nextInt(1 + random.nextInt(groups)));
    }

    private SplittableRandom random(int number, int salt) {
        return new SplittableRandom((seed * 31 + number) * 31 + salt);
    }

    private static String any(SplittableRandom random, List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** One entity while it is made. */
    private final class Draft {
        private final int number;
        private final int version;
        private final String ref;
        private final String name;
        private final SplittableRandom random;
        private final SplittableRandom changing;
        private final ObjectNode json = Json.object();
        private final List<Relation> relations = new ArrayList<>();

        Draft(int number, int version) {
            this.number = number;
            this.version = version;
            this.ref = ref(number);
            this.name = name(number);
            this.random = random(number, 1);
            this.changing = random(number, 2 + version);
        }

        StoredEntity build() {
            json.put("apiVersion", "backstage.io/v1alpha1").put("kind", kind(number));
            var metadata =
                    json.putObject("metadata").put("namespace", "default").put("name", name);
            metadata.put("title", name.replace('-', ' ').toUpperCase(Locale.ROOT));
            metadata.put("description", sentence(6 + changing.nextInt(16)));
            labels(metadata.putObject("labels"));
            annotations(metadata.putObject("annotations"));
            var tags = metadata.putArray("tags");
            for (var i = random.nextInt(1, 6); i > 0; i--) {
                tags.add(any(random, TAGS));
            }
            links(metadata.putArray("links"));
            spec(json.putObject("spec"));
            var hash = String.format("%016x%016x%08x", seed, (long) number << 32 | version, 0);
            return new StoredEntity(
                    new UUID(random(number, 77).nextLong(), random(number, 78).nextLong()),
                    ref,
                    Entity.of(json),
                    hash,
                    List.of(),
                    relations.stream().distinct().sorted().toList(),
                    List.of("location:default/generated-" + number / 100),
                    false);
        }

        private void labels(ObjectNode labels) {
            labels.put("example.com/tier", Integer.toString(1 + random.nextInt(3)));
            labels.put("example.com/cost-center", "cc-" + (100 + random.nextInt(100)));
            labels.put("example.com/region", any(random, REGIONS));
        }

        private void annotations(ObjectNode annotations) {
            var folder = "https://git.example.com/org-" + random.nextInt(50) + "/" + name;
            annotations.put("backstage.io/managed-by-location", "url:" + folder + "/blob/main/catalog-info.yaml");
            annotations.put(
                    "backstage.io/managed-by-origin-location",
                    "url:https://git.example.com/all-" + number / 500 + ".yaml");
            annotations.put("backstage.io/view-url", folder + "/blob/main/catalog-info.yaml");
            annotations.put("backstage.io/edit-url", folder + "/edit/main/catalog-info.yaml");
            annotations.put("backstage.io/source-location", "url:" + folder + "/tree/main/");
            annotations.put("git.example.com/project-slug", "example-org/" + name);
            annotations.put("backstage.io/techdocs-ref", "dir:.");
            annotations.put("backstage.io/kubernetes-id", name);
            annotations.put("pagerduty.com/service-id", String.format("P%06d", random.nextInt(1_000_000)));
            annotations.put(
                    "example.com/created", String.format("20%02d-%02d", random.nextInt(15, 26), random.nextInt(1, 13)));
        }

        private void links(ArrayNode links) {
            for (var i = random.nextInt(1, 4); i > 0; i--) {
                var icon = any(random, LINKS);
                links.addObject()
                        .put("url", "https://" + icon + ".example.com/" + name)
                        .put("title", icon)
                        .put("icon", icon);
            }
        }

        private void spec(ObjectNode spec) {
            switch (kind(number)) {
                case "Group" -> {
                    spec.put("type", "team").putArray("children");
                    spec.putObject("profile")
                            .put("displayName", name.replace('-', ' '))
                            .put("email", name + "@example.com");
                }
                case "System" -> owner(spec);
                default -> {
                    spec.put("type", kind(number).equals("API") ? "openapi" : any(random, TYPES));
                    spec.put("lifecycle", any(changing, STAGES));
                    owner(spec);
                    var system = groups + random.nextInt(systems);
                    spec.put("system", name(system));
                    states("partOf", "hasPart", ref(system));
                    dependencies(spec);
                }
            }
            spec.put("notes", sentence(NOTE_WORDS + random.nextInt(2 * NOTE_WORDS)));
        }

        private void owner(ObjectNode spec) {
            var owner = group(random);
            spec.put("owner", owner);
            states("ownedBy", "ownerOf", owner);
        }

        private void dependencies(ObjectNode spec) {
            var count = number > groups + systems ? random.nextInt(3) : 0;
            if (count > 0) {
                var list = spec.putArray("dependsOn");
                for (var i = 0; i < count; i++) {
                    var target = ref(random.nextInt(groups + systems, number));
                    list.add(target);
                    states("dependsOn", "dependencyOf", target);
                }
            }
        }

        private void states(String type, String inverse, String target) {
            relations.add(new Relation(type, ref, target));
            relations.add(new Relation(inverse, target, ref));
        }

        private String sentence(int words) {
            var text = new StringBuilder("The ").append(any(changing, ROLES));
            for (var i = 0; i < words; i++) {
                text.append(' ').append(any(changing, i % 2 == 0 ? AREAS : ROLES));
            }
            return text.append(' ').append(version).append('.').toString();
        }
    }
}
