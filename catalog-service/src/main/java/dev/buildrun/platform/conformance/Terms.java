package dev.buildrun.platform.conformance;

import dev.buildrun.platform.contract.ContractsInForce;
import java.util.List;
import java.util.Objects;

/**
 * What the results of all components depend on.
 *
 * @param platforms references of the accepted platforms
 * @param governedTypes {@code spec.type} of the components that rules apply to
 */
public record Terms(ContractsInForce contracts, List<String> platforms, List<String> governedTypes) {
    /** To be raised with each change of what is made of a rule. */
    private static final String ENGINE = "2";

    public Terms {
        platforms = List.copyOf(platforms);
        governedTypes = List.copyOf(governedTypes);
    }

    /** Another one means that everything is to be worked out anew. */
    public String fingerprint() {
        return ENGINE + "-" + contracts.fingerprint() + "-"
                + Integer.toHexString(Objects.hash(platforms, governedTypes));
    }
}
