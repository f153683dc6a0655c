package dev.buildrun.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row.
 *
 * @param actor a full entity reference or the subject of a token; null for the service itself, or for nobody in particular
 * @param action for instance {@code approval.approve}
 * @param what it was done to, for instance {@code approval:<id>}
 * @param reason what the actor or the service said; no secrets
 * @param entityRefs the entities that it was done to, whose owners may see the row; at most fifty
 */
public record AuditEntry(
        Instant at,
        @Nullable String actor,
        String action,
        String what,
        Outcome outcome,
        @Nullable String reason,
        List<String> entityRefs) {
    public AuditEntry {
        entityRefs = List.copyOf(entityRefs);
    }

    /** A row that is about no entity. */
    public AuditEntry(
            Instant at, @Nullable String actor, String action, String what, Outcome outcome, @Nullable String reason) {
        this(at, actor, action, what, outcome, reason, List.of());
    }

    /** How it went. */
    public enum Outcome {
        SUCCEEDED,
        /** The actor may not. */
        REFUSED,
        /** The actor may, but it can't be done. */
        FAILED
    }
}
