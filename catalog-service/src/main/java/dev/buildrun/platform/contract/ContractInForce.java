package dev.buildrun.platform.contract;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of the contract that services may rely on, whatever the catalog says of it by now.
 *
 * @param entityRef the API that it was published as
 * @param refusal what the catalog says instead, and why that is not in force; null where both say the same
 * @param removedAt since when nobody may consume it any more; null while somebody may
 */
public record ContractInForce(
        String entityRef,
        Contract contract,
        String definition,
        Instant acceptedAt,
        @Nullable Refusal refusal,
        @Nullable Instant removedAt) {

    /** @param definition what is not in force; empty where the catalog has nothing any more */
    public record Refusal(String definition, List<String> problems, Instant at) {
        public Refusal {
            problems = List.copyOf(problems);
        }
    }

    public boolean isRemoved() {
        return removedAt != null;
    }

    ContractInForce refused(Refusal why) {
        return new ContractInForce(entityRef, contract, definition, acceptedAt, why, removedAt);
    }
}
