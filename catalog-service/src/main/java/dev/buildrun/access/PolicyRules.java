package dev.buildrun.access;

/** What a policy says of users. */
@FunctionalInterface
public interface PolicyRules {
    /** Decides from what is known of the user and the permission alone; never blocks. */
    Decision decide(Caller.User user, Permission permission);
}
