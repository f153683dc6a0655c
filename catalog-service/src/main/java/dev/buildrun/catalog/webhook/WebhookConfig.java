package dev.buildrun.catalog.webhook;

import dev.buildrun.access.Caller;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Who may have webhooks and where they may lead, {@code buildrun.webhooks}.
 *
 * @param subjects who may manage them: {@code external:<subject>}, {@code plugin:<id>}, the full reference of a user or a group. Nobody
 *     where there is none
 * @param privateHosts names and addresses of hosts that may be in a private network, {@code allowPrivateHosts}; those among them that are
 *     this very machine may be spoken to without TLS
 * @param max how many there may be
 * @param timeout for one delivery
 * @param attempts how often an event is tried before it is a dead letter
 */
public record WebhookConfig(Set<String> subjects, Set<String> privateHosts, int max, Duration timeout, int attempts) {
    private static final String PATH = "buildrun.webhooks";
    private static final Set<String> KEYS =
            Set.of("subjects", "allowPrivateHosts", "max", "timeoutSeconds", "attempts");

    public WebhookConfig {
        subjects = Set.copyOf(subjects);
        privateHosts = Set.copyOf(privateHosts);
        check("max", max, 0, 1_000);
        check("timeoutSeconds", timeout.toSeconds(), 1, 60);
        check("attempts", attempts, 1, 20);
    }

    /**
     * Reads the section.
     *
     * @param buildrun the {@code buildrun} section; a missing node where there is none
     * @throws IllegalArgumentException when something is wrong; the message begins with its path
     */
    public static WebhookConfig parse(JsonNode buildrun) {
        var section = buildrun.path("webhooks");
        if (!section.isMissingNode() && !section.isNull() && !section.isObject()) {
            throw expected(PATH, "a map", section);
        }
        for (var key : section.propertyNames()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(PATH + "." + key + ": expected one of "
                        + KEYS.stream().sorted().toList() + ", found another key");
            }
        }
        return new WebhookConfig(
                texts(section, "subjects", "[^\\s:]+:\\S+"),
                texts(section, "allowPrivateHosts", "[^\\s/]+"),
                number(section, "max", 100),
                Duration.ofSeconds(number(section, "timeoutSeconds", 10)),
                number(section, "attempts", 8));
    }

    boolean accepts(Caller caller) {
        return switch (caller) {
            case Caller.User user -> user.ownershipRefs().stream().anyMatch(subjects::contains);
            case Caller.Service service -> subjects.contains(service.subject());
            case Caller.Anonymous _ -> false;
        };
    }

    private static Set<String> texts(JsonNode section, String key, String form) {
        var list = section.path(key);
        var texts = new LinkedHashSet<String>();
        if (list.isMissingNode() || list.isNull()) {
            return texts;
        }
        if (!list.isArray()) {
            throw expected(PATH + "." + key, "a list", list);
        }
        for (var text : list) {
            if (!text.isString() || !text.asString().matches(form)) {
                throw expected(PATH + "." + key + "[" + texts.size() + "]", "a text of the form " + form, text);
            }
            texts.add(text.asString());
        }
        return texts;
    }

    private static int number(JsonNode section, String key, int absent) {
        var value = section.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return absent;
        }
        if (!value.isInt()) {
            throw expected(PATH + "." + key, "a whole number", value);
        }
        return value.intValue();
    }

    private static void check(String key, long value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    PATH + "." + key + ": expected " + least + " to " + most + ", found " + value);
        }
    }

    private static IllegalArgumentException expected(String path, String what, JsonNode found) {
        return new IllegalArgumentException(path + ": expected " + what + ", found " + found);
    }
}
