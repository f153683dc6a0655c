package dev.buildrun.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one place that decides who may do what. Without rules it is as in a Backstage whose permission framework is off: whoever has signed in
 * may do everything. Services with a token may do what the scope of the token has, and nobody else anything. Not final, so that a test can
 * have another policy.
 */
public class PermissionPolicy {
    private final @Nullable PolicyRules rules;

    /** Users may do everything. */
    public PermissionPolicy() {
        this.rules = null;
    }

    /** Users may do what rules say. */
    public PermissionPolicy(PolicyRules rules) {
        this.rules = rules;
    }

    /** Says what will be decided in this request, so that another backend need be asked only once. */
    public void prepare(Caller caller, List<Permission> permissions) {
        if (caller instanceof Caller.User user && rules != null) {
            rules.prepare(user, permissions);
        }
    }

    /**
     * Decides one request.
     *
     * @param resourceRef the entity or task that it is about; null where it is about none in particular
     */
    public Decision decide(Caller caller, Permission permission, @Nullable String resourceRef) {
        return caller.scope()
                .limit(
                        permission,
                        switch (caller) {
                            case Caller.User user -> rules == null ? Decision.ALLOW : rules.decide(user, permission);
                            case Caller.Service _ -> Decision.ALLOW;
                            case Caller.Anonymous _ -> Decision.DENY;
                        });
    }
}
