package dev.buildrun;

import dev.buildrun.access.policy.Policy;
import dev.buildrun.access.policy.PolicyCases;
import dev.buildrun.catalog.http.CatalogAccess;
import dev.buildrun.catalog.query.EntityRules;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.http.ScaffolderPermissions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** {@code buildrun policy test FILE}: tries a policy against the cases in a file. */
final class PolicyCommand {
    private static final String USAGE = "Usage: buildrun policy test FILE";
    private static final int WRONG = 1;
    private static final int UNUSABLE = 2;

    private final PrintStream out;

    PolicyCommand(PrintStream out) {
        this.out = out;
    }

    static boolean isMeant(String... arguments) {
        return arguments.length > 0 && arguments[0].equals("policy");
    }

    /** @return 0 when all cases are as expected, 1 when some are not, 2 when there was nothing to try */
    int run(String... arguments) {
        if (arguments.length != 3 || !arguments[1].equals("test")) {
            out.println(USAGE);
            return UNUSABLE;
        }
        try {
            return test(Path.of(arguments[2]));
        } catch (IOException exception) {
            out.println("buildrun: can't read " + exception.getMessage());
            return UNUSABLE;
        } catch (IllegalArgumentException | ServiceException exception) {
            out.println("buildrun: " + exception.getMessage());
            return UNUSABLE;
        }
    }

    private int test(Path file) throws IOException {
        var root = Yaml.read(Files.readString(file));
        var permissions = new ArrayList<>(CatalogAccess.PERMISSIONS);
        permissions.addAll(ScaffolderPermissions.ALL);
        var cases = new PolicyCases(policy(root, file), permissions, EntityRules::hold);
        var results = cases.run(root.path("cases"), file + ".cases");
        results.forEach(out::println);
        var failed = results.stream().filter(result -> !result.isAsExpected()).count();
        out.println(results.size() + " cases, " + failed + " failed");
        return failed == 0 ? 0 : WRONG;
    }

    /** The policy that the file names, or holds; without any, the usual one. */
    private static Policy policy(JsonNode root, Path file) throws IOException {
        var policy = root.path("policy");
        var roles = roles(root.path("roles"));
        if (policy.isString()) {
            var other = file.toAbsolutePath().resolveSibling(policy.asString());
            return Policy.read(Yaml.read(Files.readString(other)), policy.asString(), Policies.knownRules(), roles);
        }
        return policy.isMissingNode()
                ? Policy.buildRun(Policies.knownRules(), roles)
                : Policy.read(policy, file + ".policy", Policies.knownRules(), roles);
    }

    private static Policy.Roles roles(JsonNode roles) {
        return new Policy.Roles(roles.properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        role -> role.getValue()
                                .valueStream()
                                .map(member -> member.asString(""))
                                .toList())));
    }
}
