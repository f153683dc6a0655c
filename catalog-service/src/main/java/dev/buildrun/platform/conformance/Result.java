package dev.buildrun.platform.conformance;

import dev.buildrun.platform.contract.RuleTerms.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a component stands with a rule of a version of the contract.
 *
 * @param owner full reference of the group or user; empty where nobody owns the component
 * @param message what the rule asks for
 * @param fix where to read or what to do; null where the rule says nothing
 * @param reason why it is unknown, what is wrong where more is known than that it fails, or what the waived one would be; null otherwise
 * @param waivedUntil null unless it is waived
 */
public record Result(
        Key key,
        String owner,
        Severity severity,
        Outcome outcome,
        String message,
        @Nullable String fix,
        @Nullable String reason,
        @Nullable Instant waivedUntil) {
    /**
     * What it is the result of.
     *
     * @param component full reference
     * @param contract the version
     * @param environment empty for a rule that does not look at environments
     */
    public record Key(String component, String contract, String rule, String environment) {}

    /** Whether it keeps the gate to production closed. */
    public boolean isObstacle() {
        return severity == Severity.ERROR && (outcome == Outcome.FAIL || outcome == Outcome.UNKNOWN);
    }
}
