package dev.buildrun.catalog.entity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The formats of names, labels, annotations, tags and links. */
final class FieldFormats {
    private static final int MAX_NAME = 63;
    private static final int MAX_SUBDOMAIN = 253;
    private static final Pattern ALPHANUMERIC = Pattern.compile("[a-zA-Z0-9]+");
    private static final Pattern KIND = Pattern.compile("[a-zA-Z][a-zA-Z0-9]*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?");
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]+(?:-+[a-z0-9]+)*");
    private static final Pattern TAG = Pattern.compile("[a-z0-9:+#]+(?:-[a-z0-9:+#]+)*");

    /** Keys of labels and annotations that were good before, since most entities have the same few. */
    private static final Set<String> GOOD_KEYS = ConcurrentHashMap.newKeySet();

    private static final int MOST_GOOD_KEYS = 1_000;

    private static final String PREFIXED = "a valid prefix and/or suffix";
    private static final String NAMED =
            "a string that is sequences of [a-zA-Z0-9] separated by any of [-_.], at most 63 characters in total";

    private final List<EntityError> errors = new ArrayList<>();

    private FieldFormats() {}

    /** The first field that has not its format. The entity has passed its schema. */
    static Optional<EntityError> check(Entity entity) {
        var formats = new FieldFormats();
        formats.checkNames(entity);
        formats.checkMetadata(entity.metadata());
        return formats.errors.stream().findFirst();
    }

    private void checkNames(Entity entity) {
        require("apiVersion", entity.apiVersion(), value -> isPrefixed(value, ALPHANUMERIC), PREFIXED);
        require(
                "kind",
                entity.kind(),
                value -> isShort(value, KIND),
                "a string that is a sequence of [a-zA-Z][a-z0-9A-Z], at most 63 characters in total");
        require("metadata.name", entity.name(), FieldFormats::isName, NAMED);
        require(
                "metadata.namespace",
                entity.namespace(),
                value -> isShort(value, DNS_LABEL),
                "a string that is sequences of [a-z0-9] separated by [-], at most 63 characters in total");
    }

    private void checkMetadata(JsonNode metadata) {
        metadata.path("labels").properties().forEach(label -> {
            require("labels." + label.getKey(), label.getKey(), FieldFormats::isKey, PREFIXED);
            require("labels." + label.getKey(), label.getValue().asString(), FieldFormats::isLabelValue, NAMED);
        });
        metadata.path("annotations")
                .propertyNames()
                .forEach(key -> require("annotations." + key, key, FieldFormats::isKey, PREFIXED));
        var tags = metadata.path("tags");
        for (var index = 0; index < tags.size(); index++) {
            require(
                    "tags." + index,
                    tags.path(index).asString(),
                    value -> isShort(value, TAG),
                    "a string that is sequences of [a-z0-9+#] separated by [-], at most 63 characters in total");
        }
        var links = metadata.path("links");
        for (var index = 0; index < links.size(); index++) {
            checkLink("links." + index, links.path(index));
        }
    }

    private void checkLink(String field, JsonNode link) {
        require(field + ".url", link.path("url").asString(), AbsoluteUrl::isValid, "a string that is a valid url");
        for (var part : List.of("title", "icon")) {
            if (link.has(part)) {
                require(
                        field + "." + part,
                        link.path(part).asString(),
                        value -> !value.isBlank(),
                        "a non empty string");
            }
        }
    }

    private void require(String field, String value, Predicate<String> format, String description) {
        if (!format.test(value)) {
            errors.add(new EntityError(
                    "Error",
                    "\"" + field + "\" is not valid; expected " + description + " but found \"" + value
                            + "\". To learn more about catalog file format, visit: https://github.com/backstage/backstage"
                            + "/blob/master/docs/architecture-decisions/adr002-default-catalog-file-format.md"));
        }
    }

    private static boolean isKey(String value) {
        if (GOOD_KEYS.contains(value)) {
            return true;
        }
        var isGood = isPrefixed(value, NAME);
        if (isGood && GOOD_KEYS.size() < MOST_GOOD_KEYS) {
            GOOD_KEYS.add(value);
        }
        return isGood;
    }

    private static boolean isPrefixed(String value, Pattern suffix) {
        var parts = value.split("/", -1);
        return switch (parts.length) {
            case 1 -> isShort(parts[0], suffix);
            case 2 -> isSubdomain(parts[0]) && isShort(parts[1], suffix);
            default -> false;
        };
    }

    private static boolean isSubdomain(String value) {
        return value.length() <= MAX_SUBDOMAIN
                && List.of(value.split("\\.", -1)).stream().allMatch(label -> isShort(label, DNS_LABEL));
    }

    private static boolean isName(String value) {
        return isShort(value, NAME);
    }

    private static boolean isLabelValue(String value) {
        return value.isEmpty() || isName(value);
    }

    /** The length comes first: the patterns need stack in proportion to it. */
    private static boolean isShort(String value, Pattern pattern) {
        return value.length() <= MAX_NAME && pattern.matcher(value).matches();
    }
}
