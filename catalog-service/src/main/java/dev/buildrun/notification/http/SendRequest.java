package dev.buildrun.notification.http;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.notification.Notice;
import dev.buildrun.notification.Payload;
import dev.buildrun.notification.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of a request to tell something. */
final class SendRequest {
    static final int MOST_TITLE = 1_000;
    private static final int MOST_TEXT = 10_000;
    private static final int MOST_LINK = 2_000;
    private static final int MOST_LABEL = 500;
    private static final int MOST_METADATA = 10_000;
    private static final int MOST_REFS = 1_000;

    /** What a browser does not see in an address. */
    private static final Pattern UNSEEN = Pattern.compile("[\\t\\n\\r]|^[\\x00-\\x20]+");

    private static final Pattern SCHEME = Pattern.compile("^([a-zA-Z][a-zA-Z0-9+.-]*):.*", Pattern.DOTALL);

    private SendRequest() {}

    /** @throws ServiceException of kind INPUT */
    static Notice notice(String origin, JsonNode body) {
        var recipients = body.path("recipients");
        var payload = body.path("payload");
        if (!recipients.isObject()
                || !payload.isObject()
                || payload.path("title").asString("").isEmpty()) {
            var missing = new ArrayList<String>();
            if (payload.path("title").asString("").isEmpty()) {
                missing.add("title");
            }
            if (!recipients.isObject()) {
                missing.add("recipients");
            }
            throw ServiceException.input(
                    "Invalid notification request received: missing " + String.join(", ", missing));
        }
        return new Notice(recipients(recipients), origin, payload(payload));
    }

    private static Notice.Recipients recipients(JsonNode recipients) {
        return switch (recipients.path("type").asString("")) {
            case "broadcast" -> new Notice.Everybody();
            case "entity" ->
                new Notice.Behind(
                        refs("entityRef", recipients.path("entityRef")),
                        recipients.has("excludeEntityRef")
                                ? refs("excludeEntityRef", recipients.path("excludeEntityRef"))
                                : List.of());
            default ->
                throw ServiceException.input("Invalid recipients type, please use either 'broadcast' or 'entity'");
        };
    }

    private static List<String> refs(String name, JsonNode node) {
        var refs = new ArrayList<String>();
        if (node.isArray()) {
            for (var item : node) {
                refs.add(ref(name, item));
            }
        } else {
            refs.add(ref(name, node));
        }
        if (refs.size() > MOST_REFS) {
            throw ServiceException.input("request/body/recipients/" + name + ": expected at most " + MOST_REFS
                    + ", found " + refs.size() + "; tell a group, or everybody");
        }
        return refs;
    }

    private static String ref(String name, JsonNode node) {
        if (!node.isString()) {
            throw ServiceException.input("request/body/recipients/" + name + " must be string");
        }
        return node.asString();
    }

    private static Payload payload(JsonNode payload) {
        var link = text(payload, "link", MOST_LINK);
        if (link != null) {
            check(link);
        }
        var title = text(payload, "title", MOST_TITLE);
        return new Payload(
                title == null ? "" : title,
                text(payload, "description", MOST_TEXT),
                link,
                severity(payload),
                new Payload.Labels(
                        text(payload, "topic", MOST_LABEL),
                        text(payload, "scope", MOST_LABEL),
                        text(payload, "icon", MOST_LABEL)),
                metadata(payload));
    }

    private static @Nullable String text(JsonNode payload, String name, int most) {
        var node = payload.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isString()) {
            throw ServiceException.input("request/body/payload/" + name + " must be string");
        }
        var text = node.asString();
        if (text.length() > most || text.indexOf('\0') >= 0) {
            throw ServiceException.input("request/body/payload/" + name + ": expected at most " + most
                    + " characters and no zero character, found " + text.length());
        }
        return text.isEmpty() ? null : text;
    }

    /** What is none is taken for the usual one, as in the original. */
    private static Severity severity(JsonNode payload) {
        return Severity.of(payload.path("severity").asString("normal").toLowerCase(Locale.ROOT))
                .orElse(Severity.NORMAL);
    }

    private static @Nullable ObjectNode metadata(JsonNode payload) {
        var metadata = payload.path("metadata");
        if (metadata.isMissingNode() || metadata.isNull()) {
            return null;
        }
        if (!(metadata instanceof ObjectNode object)) {
            throw ServiceException.input("request/body/payload/metadata must be object");
        }
        var length = Json.write(object).length();
        if (length > MOST_METADATA) {
            throw ServiceException.input("request/body/payload/metadata: expected at most " + MOST_METADATA
                    + " characters, found " + length);
        }
        return object;
    }

    /** Pages of the portal and addresses of the web; nothing that a browser would run. */
    private static void check(String link) {
        var seen = UNSEEN.matcher(link).replaceAll("");
        var scheme = SCHEME.matcher(seen.startsWith("/") ? seen.substring(1) : seen);
        if (scheme.matches()
                && !List.of("http", "https").contains(scheme.group(1).toLowerCase(Locale.ROOT))) {
            throw ServiceException.input("Invalid link provided; caused by Error: Only HTTP/HTTPS links are allowed");
        }
    }
}
