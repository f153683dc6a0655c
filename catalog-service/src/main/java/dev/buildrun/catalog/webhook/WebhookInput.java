package dev.buildrun.catalog.webhook;

import dev.buildrun.catalog.entity.StorableText;
import dev.buildrun.catalog.feed.FeedQuery;
import dev.buildrun.catalog.feed.What;
import dev.buildrun.catalog.webhook.Webhook.Mode;
import dev.buildrun.catalog.webhook.Webhook.Terms;
import dev.buildrun.error.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the body of a request says of a webhook. */
record WebhookInput(JsonNode body) {
    private static final Set<String> KEYS = Set.of(
            "url", "description", "filter", "types", "body", "mode", "secret", "enabled", "after", "rotateSecret");
    private static final int MAX_TEXT_CHARACTERS = 2_000;
    private static final int MAX_FILTERS = 100;

    /** @throws ServiceException of kind INPUT for keys that do not belong here */
    static WebhookInput of(JsonNode body, String... without) {
        if (!body.isObject()) {
            throw ServiceException.input("Expected an object, found " + body.getNodeType());
        }
        for (var key : body.propertyNames()) {
            if (!KEYS.contains(key) || List.of(without).contains(key)) {
                throw ServiceException.input("Expected none but the keys of a webhook, found '" + key + "'");
            }
        }
        return new WebhookInput(body);
    }

    /**
     * The terms, where the body says nothing those that there are.
     *
     * @param present null for a new webhook
     */
    Terms terms(@Nullable Terms present) {
        var url = text("url").or(() -> Optional.ofNullable(present).map(Terms::url));
        var filters = texts("filter").orElse(present == null ? List.of() : present.filters());
        var types = texts("types").orElse(present == null ? List.of() : present.types());
        FeedQuery.filter(filters);
        return new Terms(
                url.orElseThrow(() -> ServiceException.input("Expected a text in 'url', found nothing")),
                text("description").orElse(present == null ? "" : present.description()),
                filters,
                types.isEmpty()
                        ? types
                        : What.named(types).stream()
                                .map(What::shortName)
                                .sorted()
                                .toList(),
                flag("body").orElse(present != null && present.withBody()),
                text("mode").map(WebhookInput::mode).orElse(present == null ? Mode.STRUCTURED : present.mode()));
    }

    private static Mode mode(String text) {
        return switch (text) {
            case "structured" -> Mode.STRUCTURED;
            case "binary" -> Mode.BINARY;
            default -> throw ServiceException.input("Expected structured or binary in 'mode', found '" + text + "'");
        };
    }

    Optional<Boolean> flag(String key) {
        var value = body.path(key);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isBoolean()) {
            throw expected("true or false", key, value);
        }
        return Optional.of(value.booleanValue());
    }

    /** The secret that the caller wants to share, if any. */
    Optional<String> secret() {
        var secret = text("secret");
        if (secret.isPresent() && Signature.key(secret.get()).isEmpty()) {
            throw ServiceException.input(
                    "Expected in 'secret' whsec_ and 24 to 64 bytes in Base64, found something else");
        }
        return secret;
    }

    /** After which position to begin; empty for what comes from now on. */
    Optional<Long> after() {
        var value = body.path("after");
        if (value.isMissingNode() || (value.isString() && value.asString().equals("now"))) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw expected("a position or \"now\"", "after", value);
        }
        return Optional.of(value.longValue());
    }

    private Optional<String> text(String key) {
        var value = body.path(key);
        return value.isMissingNode() ? Optional.empty() : Optional.of(checked(key, value));
    }

    private static String checked(String key, JsonNode value) {
        if (!value.isString()) {
            throw expected("a text", key, value);
        }
        var text = value.asString();
        if (text.length() > MAX_TEXT_CHARACTERS || !StorableText.isStorable(text)) {
            throw ServiceException.input("Expected in '" + key + "' at most " + MAX_TEXT_CHARACTERS
                    + " characters that can be stored, found " + text.length());
        }
        return text;
    }

    private Optional<List<String>> texts(String key) {
        var list = body.path(key);
        if (list.isMissingNode()) {
            return Optional.empty();
        }
        if (!list.isArray() || list.size() > MAX_FILTERS) {
            throw expected("a list of at most " + MAX_FILTERS + " texts", key, list);
        }
        var texts = new ArrayList<String>();
        list.forEach(text -> texts.add(checked(key, text)));
        return Optional.of(texts);
    }

    private static ServiceException expected(String what, String key, JsonNode found) {
        return ServiceException.input("Expected " + what + " in '" + key + "', found " + found.getNodeType());
    }
}
