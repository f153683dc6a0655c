package dev.buildrun.access.elsewhere;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Mandate;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PolicyRules;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the policy of another Backstage says of users. It is asked once per request and permission, and nothing that it has said is kept for
 * another request. A user whose sign-in it could not be shown may do nothing.
 */
public final class PolicyElsewhere implements PolicyRules {
    private static final Set<String> PLUGINS = Set.of("catalog", "scaffolder");
    private static final String OTHERS = "buildrun";

    private final JointQuestions questions;
    private final Clock clock;

    public PolicyElsewhere(PermissionBackend backend, Clock clock) {
        this.questions = new JointQuestions(backend::authorize);
        this.clock = clock;
    }

    @Override
    public Decision decide(Caller.User user, Permission permission) {
        var mandate = user.mandate();
        if (mandate == null || hasEnded(mandate)) {
            return Decision.DENY;
        }
        ask(mandate, List.of(permission));
        return mandate.decided(permission).orElse(Decision.DENY);
    }

    @Override
    public void prepare(Caller.User user, List<Permission> permissions) {
        var mandate = user.mandate();
        if (mandate != null && !hasEnded(mandate)) {
            ask(mandate, permissions);
        }
    }

    private boolean hasEnded(Mandate mandate) {
        return !clock.instant().isBefore(mandate.until());
    }

    private void ask(Mandate mandate, List<Permission> permissions) {
        permissions.stream()
                .filter(permission -> mandate.decided(permission).isEmpty())
                .collect(Collectors.groupingBy(PolicyElsewhere::plugin))
                .forEach((plugin, some) -> {
                    for (var from = 0; from < some.size(); from += JointQuestions.MOST_AT_ONCE) {
                        var to = Math.min(some.size(), from + JointQuestions.MOST_AT_ONCE);
                        ask(mandate, plugin, some.subList(from, to));
                    }
                });
    }

    private void ask(Mandate mandate, String plugin, List<Permission> permissions) {
        var decisions = questions.ask(mandate, plugin, new LinkedHashSet<>(permissions));
        permissions.forEach(one -> mandate.keep(one, Objects.requireNonNull(decisions.get(one))));
    }

    /** The plugin of ours that a permission belongs to, which asks about it. */
    private static String plugin(Permission permission) {
        var name = permission.name();
        var plugin = name.substring(0, Math.max(0, name.indexOf('.')));
        return PLUGINS.contains(plugin) ? plugin : OTHERS;
    }
}
