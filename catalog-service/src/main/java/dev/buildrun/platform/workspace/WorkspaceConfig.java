package dev.buildrun.platform.workspace;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What operators decide about workspaces, of {@code buildrun.platform}.
 *
 * @param repair what is done about what is not as it should be
 * @param groupPrefix what the clusters' sign-in puts before the names of groups, for instance {@code oidc:}
 * @param clusters by the name of an environment, {@code environments: {dev: cluster}}; goes before what contract and catalog say
 * @param resync how often everything is compared although nothing has changed
 */
public record WorkspaceConfig(Repair repair, String groupPrefix, Map<String, String> clusters, Duration resync) {
    public static final WorkspaceConfig USUAL = new WorkspaceConfig(Repair.REPORT, "", Map.of(), Duration.ofHours(1));

    private static final String PATH = "buildrun.platform";

    /** What is done about what is not as it should be. */
    public enum Repair {
        /** It is shown. */
        REPORT,
        /** It is put right where that takes nothing from anybody but Buildrun itself; bindings that let others write are removed. */
        REPAIR
    }

    public WorkspaceConfig {
        clusters = Map.copyOf(clusters);
        if (resync.compareTo(Duration.ofMinutes(1)) < 0 || resync.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException(
                    PATH + ".resyncMinutes: expected 1 to 10080, found " + resync.toMinutes());
        }
    }

    /**
     * Reads the section.
     *
     * @param whole the whole configuration
     * @throws IllegalArgumentException when something is wrong; the message begins with its path
     */
    public static WorkspaceConfig parse(JsonNode whole) {
        var section = whole.path("buildrun").path("platform");
        return new WorkspaceConfig(
                repair(section.path("repair")),
                text(section, "groupPrefix", USUAL.groupPrefix()),
                clusters(section.path("environments")),
                resync(section.path("resyncMinutes")));
    }

    private static Repair repair(JsonNode value) {
        if (isAbsent(value)) {
            return USUAL.repair();
        }
        return switch (value.asString("")) {
            case "report" -> Repair.REPORT;
            case "repair" -> Repair.REPAIR;
            default -> throw expected(PATH + ".repair", "report or repair", value);
        };
    }

    private static Map<String, String> clusters(JsonNode value) {
        if (!isAbsent(value) && !value.isObject()) {
            throw expected(PATH + ".environments", "a map from environments to clusters", value);
        }
        var clusters = new LinkedHashMap<String, String>();
        value.propertyNames().forEach(name -> clusters.put(name, text(value, name, "")));
        return clusters;
    }

    private static Duration resync(JsonNode value) {
        if (isAbsent(value)) {
            return USUAL.resync();
        }
        if (!value.isInt()) {
            throw expected(PATH + ".resyncMinutes", "a whole number", value);
        }
        return Duration.ofMinutes(value.intValue());
    }

    private static String text(JsonNode section, String key, String absent) {
        var value = section.path(key);
        if (isAbsent(value)) {
            return absent;
        }
        if (!value.isString()) {
            throw expected(PATH + "." + key, "a text", value);
        }
        return value.asString();
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static IllegalArgumentException expected(String path, String what, JsonNode found) {
        return new IllegalArgumentException(path + ": expected " + what + ", found " + found);
    }
}
