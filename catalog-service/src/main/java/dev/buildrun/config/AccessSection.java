package dev.buildrun.config;

import dev.buildrun.access.AccessConfig;
import dev.buildrun.access.Discovery;
import dev.buildrun.access.ExternalAccess;
import dev.buildrun.access.Scope;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads who gets in: {@code auth}, {@code backend.auth.externalAccess} and {@code discovery.endpoints}, as Backstage has them. */
final class AccessSection {
    private static final List<String> ACTIONS = List.of("create", "read", "update", "delete");

    private AccessSection() {}

    static AccessConfig of(Config config, URI baseUrl) {
        var guest = config.at("auth.providers.guest");
        return new AccessConfig(
                baseUrl,
                config.optionalString("auth.environment").orElse("production").equals("development"),
                config.duration("auth.backstageTokenExpiration", AccessConfig.DEFAULT_TOKEN_LIFETIME),
                guest.isPresent() ? guest(guest) : null,
                config.list("backend.auth.externalAccess").stream()
                        .map(AccessSection::external)
                        .toList(),
                discovery(config),
                permissionBackend(config));
    }

    /** Where two said what users may, nobody would know which of them counts. */
    private static @Nullable URI permissionBackend(Config config) {
        var backend = config.at("permission.backend");
        if (!backend.isPresent()) {
            return null;
        }
        if (!config.bool("permission.enabled", false)) {
            throw new IllegalArgumentException(
                    "permission.backend: expected permission.enabled: true beside it, since nobody would be asked");
        }
        for (var other : List.of("permission.policy", "buildrun.policy.file")) {
            if (config.at(other).isPresent()) {
                throw new IllegalArgumentException(
                        other + ": expected nothing beside permission.backend, whose policy decides");
            }
        }
        return absolute(backend, config.string("permission.backend").replaceAll("/+$", ""));
    }

    private static AccessConfig.Guest guest(Config guest) {
        return new AccessConfig.Guest(
                guest.optionalString("userEntityRef").orElse(AccessConfig.Guest.DEFAULT_USER),
                guest.strings("ownershipEntityRefs"),
                guest.bool("dangerouslyAllowOutsideDevelopment", false));
    }

    private static ExternalAccess external(Config entry) {
        var type = entry.string("type");
        var options = entry.at("options");
        var proof = switch (type) {
            case "static" -> new ExternalAccess.StaticToken(options.string("token"), options.string("subject"));
            case "legacy" -> new ExternalAccess.Legacy(options.string("secret"), options.string("subject"));
            case "jwks" ->
                new ExternalAccess.Jwks(
                        url(options, "url"),
                        words(options, "issuer"),
                        words(options, "algorithm"),
                        words(options, "audience"),
                        options.optionalString("subjectPrefix").orElse(null));
            default ->
                throw new IllegalArgumentException(
                        entry.path() + ".type: expected static, legacy or jwks, found " + type);
        };
        return new ExternalAccess(proof, restrictions(entry));
    }

    /** A key that nothing would enforce must not be taken, or the token could do more than its owner believes. */
    private static Map<String, Scope> restrictions(Config entry) {
        var scopes = new LinkedHashMap<String, Scope>();
        for (var restriction : entry.list("accessRestrictions")) {
            refuseOthers(restriction, List.of("plugin", "permission", "permissionAttribute"));
            refuseOthers(restriction.at("permissionAttribute"), List.of("action"));
            var plugin = restriction.string("plugin");
            var scope = new Scope(permissions(restriction), actions(restriction), null);
            if (scopes.put(plugin, scope) != null) {
                throw new IllegalArgumentException(
                        restriction.path() + ".plugin: expected each plugin once, found " + plugin + " twice");
            }
        }
        return scopes;
    }

    private static void refuseOthers(Config config, List<String> known) {
        for (var key : config.keys()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(
                        config.path() + "." + key + ": expected one of " + String.join(", ", known));
            }
        }
    }

    private static @Nullable List<String> permissions(Config restriction) {
        var names = words(restriction, "permission");
        for (var name : names) {
            if (name.contains("*")) {
                throw new IllegalArgumentException(
                        restriction.path() + ".permission: expected names of permissions, found " + name);
            }
        }
        return names.isEmpty() ? null : names;
    }

    private static @Nullable List<String> actions(Config restriction) {
        var actions = words(restriction, "permissionAttribute.action");
        for (var action : actions) {
            if (!ACTIONS.contains(action)) {
                throw new IllegalArgumentException(restriction.path() + ".permissionAttribute.action: expected one of "
                        + String.join(", ", ACTIONS) + ", found " + action);
            }
        }
        return actions.isEmpty() ? null : actions;
    }

    /** A list, or one text in which commas or blanks stand between the words. */
    private static List<String> words(Config config, String key) {
        return config.strings(key).stream()
                .flatMap(text -> Arrays.stream(text.split("[ ,]", -1)))
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    private static URI url(Config config, String key) {
        return absolute(config.at(key), config.string(key));
    }

    private static URI absolute(Config at, String text) {
        try {
            var url = URI.create(text);
            if (url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new IllegalArgumentException(at.path() + ": expected an absolute URL, found \"" + text + "\"");
    }

    private static Discovery discovery(Config config) {
        var plugins = new HashMap<String, URI>();
        for (var endpoint : config.list("discovery.endpoints")) {
            var target = endpoint.at("target");
            var text = target.json().isString() ? endpoint.string("target") : internal(target);
            if (text != null) {
                endpoint.strings("plugins")
                        .forEach(plugin -> plugins.put(
                                plugin, absolute(target, text.replaceAll("\\{\\{\\s*pluginId\\s*}}", plugin))));
            }
        }
        return new Discovery(plugins);
    }

    /** Where backends reach it; null where only browsers do, as with targets that have only {@code external}. */
    private static @Nullable String internal(Config target) {
        return Stream.of("internal", "external")
                .flatMap(key -> target.optionalString(key).stream())
                .findFirst()
                .orElse(null);
    }
}
