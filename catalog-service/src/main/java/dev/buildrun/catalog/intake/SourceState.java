package dev.buildrun.catalog.intake;

import dev.buildrun.catalog.intake.MutationResult.Counts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a provider besides its entities.
 *
 * @param name of the provider
 * @param entities that it declares at present
 * @param conflicts entities that it last declared and was refused
 * @param version grows with each mutation that changes something
 * @param connectedAt when it was last connected, at a start of the service
 * @param succeededAt when a mutation of it was last taken
 * @param changedAt when a mutation last changed something
 * @param last what the last mutation that was taken did
 * @param actor who asked for that; null where it was the provider itself
 * @param failure what went wrong last, if nothing has succeeded since
 */
public record SourceState(
        String name,
        int entities,
        int conflicts,
        long version,
        @Nullable Instant connectedAt,
        @Nullable Instant succeededAt,
        @Nullable Instant changedAt,
        Counts last,
        @Nullable String actor,
        @Nullable Failure failure) {
    /** Why a provider could not say, or was not let say, what it has. */
    public record Failure(Instant at, String message) {}
}
