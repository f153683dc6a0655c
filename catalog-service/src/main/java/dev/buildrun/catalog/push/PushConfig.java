package dev.buildrun.catalog.push;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Which sources take pushes and from whom, {@code buildrun.providers}, and how much at once, {@code buildrun.push}.
 *
 * @param subjectsBySource who may push to each source: {@code external:<subject>} for the holder of an external token, {@code
 *     plugin:<id>} for a plugin, the full reference of a user or a group. Nobody where there is none
 * @param maxBodyBytes of one request, {@code buildrun.push.maxBodyBytes}
 * @param maxEntities in one request, {@code buildrun.push.maxEntities}
 * @param settleWithin how long an answer waits until what it brought has been processed, {@code buildrun.push.settleSeconds}
 */
public record PushConfig(
        Map<String, Set<String>> subjectsBySource, int maxBodyBytes, int maxEntities, Duration settleWithin) {
    public static final int DEFAULT_MAX_BODY_BYTES = 32 * 1024 * 1024;
    public static final int DEFAULT_MAX_ENTITIES = 10_000;
    public static final int DEFAULT_SETTLE_SECONDS = 30;

    private static final int LARGEST_BODY_BYTES = 256 * 1024 * 1024;
    private static final int MOST_ENTITIES = 100_000;
    private static final int LONGEST_SETTLE_SECONDS = 300;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /** Providers of the service itself; a source with such a name would not be told from it. */
    private static final Set<String> TAKEN = Set.of("ConfigLocationProvider", "StoredLocationProvider");

    public PushConfig {
        subjectsBySource = Map.copyOf(subjectsBySource);
        check("buildrun.push.maxBodyBytes", maxBodyBytes, 1, LARGEST_BODY_BYTES);
        check("buildrun.push.maxEntities", maxEntities, 1, MOST_ENTITIES);
        check("buildrun.push.settleSeconds", (int) settleWithin.toSeconds(), 0, LONGEST_SETTLE_SECONDS);
        for (var name : subjectsBySource.keySet()) {
            if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
                throw new IllegalArgumentException("buildrun.providers." + name
                        + ": expected a name of 1 to 63 letters, digits, dots, dashes and underscores that no provider"
                        + " of the service has");
            }
        }
    }

    /**
     * Reads the sections.
     *
     * @param buildrun the {@code buildrun} section; a missing node where there is none
     * @throws IllegalArgumentException when something is wrong; the message begins with its path
     */
    public static PushConfig parse(JsonNode buildrun) {
        var sources = new LinkedHashMap<String, Set<String>>();
        var providers = buildrun.path("providers");
        if (!providers.isMissingNode() && !providers.isNull() && !providers.isObject()) {
            throw expected("buildrun.providers", "a map of sources", providers);
        }
        providers
                .properties()
                .forEach(entry -> sources.put(entry.getKey(), subjects(entry.getKey(), entry.getValue())));
        var push = buildrun.path("push");
        return new PushConfig(
                sources,
                number(push, "maxBodyBytes", DEFAULT_MAX_BODY_BYTES),
                number(push, "maxEntities", DEFAULT_MAX_ENTITIES),
                Duration.ofSeconds(number(push, "settleSeconds", DEFAULT_SETTLE_SECONDS)));
    }

    private static Set<String> subjects(String name, JsonNode source) {
        var path = "buildrun.providers." + name;
        if (!source.isObject() || !Set.of("subjects").containsAll(source.propertyNames())) {
            throw expected(path, "a map with the key subjects", source);
        }
        var list = source.path("subjects");
        if (!list.isArray()) {
            throw expected(path + ".subjects", "a list of callers", list);
        }
        var subjects = new HashSet<String>();
        for (var subject : list) {
            if (!subject.isString() || !subject.asString().matches("[^\\s:]+:\\S+")) {
                throw expected(
                        path + ".subjects[" + subjects.size() + "]",
                        "a caller such as external:ci or group:default/platform",
                        subject);
            }
            subjects.add(subject.asString());
        }
        return Set.copyOf(subjects);
    }

    private static int number(JsonNode push, String key, int absent) {
        var value = push.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return absent;
        }
        if (!value.isInt()) {
            throw expected("buildrun.push." + key, "a whole number", value);
        }
        return value.intValue();
    }

    private static void check(String path, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(path + ": expected " + least + " to " + most + ", found " + value);
        }
    }

    private static IllegalArgumentException expected(String path, String what, JsonNode found) {
        var shown = found.isMissingNode() ? "nothing" : found.toString();
        return new IllegalArgumentException(path + ": expected " + what + ", found " + shown);
    }
}
