package dev.buildrun.access;

import java.util.List;

/** What a policy says of users. */
@FunctionalInterface
public interface PolicyRules {
    /**
     * Decides from what is known of the user and the permission alone. Blocks only for a user {@linkplain Caller#isDecidedElsewhere() who is
     * decided about elsewhere}.
     *
     * @throws dev.buildrun.error.ServiceException of kind SERVICE_UNAVAILABLE where nobody says what the user may
     */
    Decision decide(Caller.User user, Permission permission);

    /** Says what will be decided in this request, so that it can be found out at once. */
    default void prepare(Caller.User user, List<Permission> permissions) {}
}
