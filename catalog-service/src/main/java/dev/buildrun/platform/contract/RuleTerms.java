package dev.buildrun.platform.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule: an expression in CEL that must be true.
 *
 * @param since the version of the contract that brought it; null where nobody says
 * @param message what must hold, in a sentence
 * @param fix where to read, or what to do, when it does not; null for nothing
 */
public record RuleTerms(
        String id,
        Scope scope,
        Severity severity,
        @Nullable String since,
        String message,
        String expression,
        @Nullable String fix) {
    private static final String ID = "[A-Z][A-Z0-9]{0,9}-[0-9]{1,4}";

    /** What the rule looks at. */
    public enum Scope {
        /** The entity and those it is related to. */
        CATALOG,
        /** The files of its repository. */
        REPO,
        /** Its Kubernetes manifests, once for each environment. */
        MANIFEST,
        /** What is on the cluster, once for each environment. */
        LIVE,
        /** How its team works: deployments and pages. */
        PROCESS;

        /** Whether there is a result for each environment, and not one for the component. */
        public boolean isOfEnvironments() {
            return switch (this) {
                case CATALOG, REPO, PROCESS -> false;
                case MANIFEST, LIVE -> true;
            };
        }
    }

    /** What a failure means. */
    public enum Severity {
        /** Closes the gate before production. */
        ERROR,
        /** Is shown and counted. */
        WARNING,
        INFO
    }

    static RuleTerms read(TermReader terms) {
        terms.only(List.of("id", "scope", "severity", "since", "message", "expression", "fix"));
        return new RuleTerms(
                terms.name("id", ID),
                terms.choice("scope", Scope.class, Scope.CATALOG),
                terms.choice("severity", Severity.class, Severity.ERROR),
                terms.optional("since"),
                terms.string("message"),
                terms.string("expression"),
                terms.optional("fix"));
    }
}
