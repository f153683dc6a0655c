package dev.buildrun.scaffolder.action;

import org.jspecify.annotations.Nullable;

/**
 * Who started a task; what the task does to the catalog it does with this caller's rights.
 *
 * @param userRef full entity reference of the user; null when a service started the task
 * @param token the token that the task may act with on the initiator's behalf; null when there is none
 */
public record Initiator(@Nullable String userRef, @Nullable String token) {
    public static final Initiator NOBODY = new Initiator(null, null);

    @Override
    public String toString() {
        return "Initiator[" + (userRef == null ? "-" : userRef) + "]";
    }
}
