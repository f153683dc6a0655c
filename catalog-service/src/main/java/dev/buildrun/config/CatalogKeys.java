package dev.buildrun.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys of the {@code catalog} section by what the service does with them, so that none of them is passed over in silence by which
 * an operator means something.
 */
final class CatalogKeys {
    private static final Set<String> KNOWN = Set.of(
            "locations",
            "rules",
            "readonly",
            "processingInterval",
            "orphanStrategy",
            "orphanProviderStrategy",
            "defaultLocationConflictStrategy",
            "disableDefaultProcessors",
            "processorOptions",
            "providerOptions",
            "processors");

    /** Read by the frontend alone, or without a meaning for who runs the catalog. */
    private static final Set<String> FOR_OTHERS = Set.of("import", "actions");

    private static final Set<String> PROCESSORS = Set.of(
            "PlaceholderProcessor",
            "BuiltinKindsEntityProcessor",
            "ModelProcessor",
            "FileReaderProcessor",
            "url-reader",
            "AnnotateLocationEntityProcessor",
            "ScaffolderEntitiesProcessor");
    private static final Set<String> PROVIDERS =
            Set.of("ConfigLocationProvider", "StoredLocationProvider", "DefaultLocationStore");

    /** What took the place of keys that Backstage refuses as well. */
    private static final Map<String, String> OLD_PROCESSORS = Map.of(
            "github", "integrations.github",
            "gitlabApi", "integrations.gitlab",
            "bitbucketApi", "integrations.bitbucketCloud or integrations.bitbucketServer",
            "azureApi", "integrations.azure");

    /** Types of locations that need a processor which is not there. */
    private static final Set<String> FOREIGN_TYPES = Set.of(
            "aws-cloud-accounts",
            "s3-discovery",
            "azure-discovery",
            "bitbucket-discovery",
            "github-discovery",
            "github-org",
            "gitlab-discovery",
            "ldap-org",
            "microsoft-graph-org");

    private CatalogKeys() {}

    /** Throws for what can't do what it says. */
    static void refuse(Config catalog) {
        for (var old : catalog.at("processors").keys()) {
            if (OLD_PROCESSORS.containsKey(old)) {
                throw new IllegalArgumentException(catalog.at("processors").path() + "." + old + ": expected this in "
                        + OLD_PROCESSORS.get(old) + ", where it belongs since long");
            }
        }
        for (var location : catalog.list("locations")) {
            var type = location.optionalString("type").orElse("");
            if (FOREIGN_TYPES.contains(type)) {
                throw new IllegalArgumentException(location.path() + ".type: expected url or file, found " + type
                        + ", which nothing here can read");
            }
        }
    }

    /** One line for each key that does nothing, or not what it does in Backstage. */
    static List<String> remarks(Config catalog) {
        var remarks = new ArrayList<String>();
        for (var key : catalog.keys()) {
            remark(key, catalog.child(key), remarks);
        }
        return remarks;
    }

    private static void remark(String key, Config value, List<String> remarks) {
        switch (key) {
            case "providers" ->
                value.keys()
                        .forEach(name -> remarks.add(value.path() + "." + name
                                + ": no such source here; its entities will not be in the catalog"));
            case "scmEvents" -> {
                if (isOn(value)) {
                    remarks.add(
                            value.path() + ": events of code hosts do nothing here; what was read is looked at again"
                                    + " after catalog.processingInterval");
                }
            }
            case "stitchingStrategy" ->
                remarks.add(value.path() + ": has no meaning here, since relations are joined when they are read");
            case "processors" ->
                value.keys()
                        .forEach(name -> remarks.add(value.path() + "." + name + ": no processor here reads this key"));
            case "processorOptions" -> unknownNames(value, PROCESSORS, "processor", remarks);
            case "providerOptions" -> unknownNames(value, PROVIDERS, "provider", remarks);
            default -> {
                if (!KNOWN.contains(key) && !FOR_OTHERS.contains(key)) {
                    remarks.add(value.path() + ": not known here, and without effect");
                }
            }
        }
    }

    private static boolean isOn(Config value) {
        var json = value.json();
        return json.isObject()
                ? json.valueStream().anyMatch(each -> each.isBoolean() && each.booleanValue())
                : json.isBoolean() && json.booleanValue();
    }

    private static void unknownNames(Config map, Set<String> known, String what, List<String> remarks) {
        map.keys().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> remarks.add(map.path() + "." + name + ": there is no " + what + " of this name here"));
    }
}
