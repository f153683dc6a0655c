package dev.buildrun;

import dev.buildrun.access.PolicyRules;
import dev.buildrun.access.ResourceType;
import dev.buildrun.access.Tokens;
import dev.buildrun.access.elsewhere.PermissionBackend;
import dev.buildrun.access.elsewhere.PolicyElsewhere;
import dev.buildrun.access.policy.Policy;
import dev.buildrun.catalog.query.EntityRules;
import dev.buildrun.config.Config;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.http.ScaffolderPermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which policy decides, and what it may speak of. */
final class Policies {
    private Policies() {}

    /** The rules that conditions of policies may use, by type of resource. */
    static Map<String, Set<String>> knownRules() {
        return Stream.concat(
                        ScaffolderPermissions.resources(_ -> Optional.empty()).stream(),
                        Stream.of(new EntityRules(() -> {
                            throw new IllegalStateException("Nobody asks for an entity");
                        })))
                .collect(Collectors.toMap(ResourceType::name, Policies::names));
    }

    private static Set<String> names(ResourceType type) {
        return type.rules().stream().map(ResourceType.RuleDescription::name).collect(Collectors.toSet());
    }

    /** The policy of a configuration; empty where permissions are off, {@code permission.enabled}. */
    static Optional<PolicyRules> configured(ServiceConfig config, Tokens tokens, Clock clock, Closing closing) {
        var whole = config.whole();
        if (!whole.bool("permission.enabled", false)) {
            return Optional.empty();
        }
        var backend = config.access().permissionBackend();
        if (backend != null) {
            var asked = closing.add(new PermissionBackend(backend, tokens, knownRules()));
            return Optional.of(new PolicyElsewhere(asked, clock));
        }
        return Optional.of(own(whole));
    }

    private static Policy own(Config whole) {
        var roles = roles(whole.at("buildrun.policy.roles"));
        var inline = whole.at("permission.policy").json();
        var file = whole.optionalString("buildrun.policy.file");
        return inline.isObject()
                ? Policy.read(inline, "permission.policy", knownRules(), roles)
                : file.map(name -> fromFile(Path.of(name), roles))
                        .orElseGet(() -> Policy.buildRun(knownRules(), roles));
    }

    private static Policy.Roles roles(Config roles) {
        return new Policy.Roles(roles.keys().stream().collect(Collectors.toMap(role -> role, roles::strings)));
    }

    private static Policy fromFile(Path file, Policy.Roles roles) {
        try {
            return Policy.read(Yaml.read(Files.readString(file)), file.toString(), knownRules(), roles);
        } catch (IOException exception) {
            throw new IllegalArgumentException(
                    "buildrun.policy.file: expected a file that can be read, found " + file, exception);
        }
    }
}
