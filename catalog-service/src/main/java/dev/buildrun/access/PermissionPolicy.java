package dev.buildrun.access;

import org.jspecify.annotations.Nullable;

/**
 * The one place that decides who may do what. As in a Backstage whose permission framework is off: whoever has signed in, and every
 * service with a token, may do everything; nobody else anything. Not final, so that a
 * test can have another policy.
 */
public class PermissionPolicy {
    /**
     * Decides one request.
     *
     * @param resourceRef the entity or task that it is about; null where it is about none in particular
     */
    public Decision decide(Caller caller, Permission permission, @Nullable String resourceRef) {
        return switch (caller) {
            case Caller.User _, Caller.Service _ -> Decision.ALLOW;
            case Caller.Anonymous _ -> Decision.DENY;
        };
    }
}
