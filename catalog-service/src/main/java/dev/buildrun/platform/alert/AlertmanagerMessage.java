package dev.buildrun.platform.alert;

import dev.buildrun.error.ServiceException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what Alertmanager sends to webhooks, version 4: alerts in a group, of which only the alerts count here. */
final class AlertmanagerMessage {
    static final int MAX_ALERTS = 1_000;
    private static final int MAX_TEXTS = 100;
    private static final int MAX_TEXT = 10_000;
    private static final int MAX_FINGERPRINT = 200;

    private AlertmanagerMessage() {}

    /** @throws ServiceException of kind INPUT, saying where */
    static List<Notice> parse(JsonNode body) {
        if (!body.path("version").asString("").equals("4")) {
            throw ServiceException.input(
                    "version: expected \"4\", as Alertmanager sends, found " + shown(body.path("version")));
        }
        var alerts = body.path("alerts");
        if (!alerts.isArray() || alerts.size() > MAX_ALERTS) {
            throw ServiceException.input("alerts: expected a list of at most " + MAX_ALERTS + ", found "
                    + (alerts.isArray() ? alerts.size() : shown(alerts)));
        }
        var notices = new ArrayList<Notice>();
        for (var alert : alerts) {
            notices.add(notice(alert, "alerts[" + notices.size() + "]"));
        }
        return notices;
    }

    private static Notice notice(JsonNode alert, String path) {
        var status = alert.path("status").asString("");
        if (!status.equals("firing") && !status.equals("resolved")) {
            throw ServiceException.input(
                    path + ".status: expected firing or resolved, found " + shown(alert.path("status")));
        }
        var labels = texts(alert.path("labels"), path + ".labels");
        var isFiring = status.equals("firing");
        return new Notice(
                fingerprint(alert.path("fingerprint"), labels, path),
                isFiring,
                labels,
                texts(alert.path("annotations"), path + ".annotations"),
                moment(alert.path("startsAt"), path + ".startsAt"),
                isFiring ? null : moment(alert.path("endsAt"), path + ".endsAt"),
                optional(alert.path("generatorURL"), path + ".generatorURL"));
    }

    /** Older Alertmanagers send none; what they make it of is the labels. */
    private static String fingerprint(JsonNode node, Map<String, String> labels, String path) {
        var text = optional(node, path + ".fingerprint");
        if (text != null && text.length() > MAX_FINGERPRINT) {
            throw ServiceException.input(path + ".fingerprint: expected at most " + MAX_FINGERPRINT + " characters");
        }
        return text == null || text.isEmpty() ? hash(labels) : text;
    }

    private static String hash(Map<String, String> labels) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(labels)
                    .forEach((key, value) ->
                            sha256.update((key + "\u0000" + value + "\u0000").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(sha256.digest(), 0, 16);
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException(exception);
        }
    }

    private static Map<String, String> texts(JsonNode node, String path) {
        var texts = new TreeMap<String, String>();
        if (node.isMissingNode() || node.isNull()) {
            return texts;
        }
        if (!node.isObject() || node.size() > MAX_TEXTS) {
            throw ServiceException.input(path + ": expected a map of at most " + MAX_TEXTS + " texts");
        }
        node.forEachEntry((key, value) -> {
            var text = optional(value, path + "." + key);
            if (text != null) {
                texts.put(clean(key), text);
            }
        });
        return texts;
    }

    private static @Nullable String optional(JsonNode node, String path) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isString() || node.asString().length() > MAX_TEXT) {
            throw ServiceException.input(
                    path + ": expected a text of at most " + MAX_TEXT + " characters, found " + shown(node));
        }
        return clean(node.asString());
    }

    /** PostgreSQL keeps no text with a zero in it. */
    private static String clean(String text) {
        return text.replace('\0', '\uFFFD');
    }

    private static Instant moment(JsonNode node, String path) {
        try {
            return OffsetDateTime.parse(node.asString("")).toInstant();
        } catch (DateTimeParseException _) {
            throw ServiceException.input(path + ": expected a time such as 2026-01-05T09:00:00Z, found " + shown(node));
        }
    }

    private static String shown(JsonNode node) {
        var text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
