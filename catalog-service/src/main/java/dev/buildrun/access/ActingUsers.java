package dev.buildrun.access;

import org.jspecify.annotations.Nullable;

/** Users for whom something goes on after their request, such as a task. */
@FunctionalInterface
public interface ActingUsers {
    /**
     * The user with the groups that they are in now.
     *
     * @param token the one with which they began it; null where there was none
     */
    Caller.User of(String userEntityRef, @Nullable String token);
}
