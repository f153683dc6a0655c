package dev.buildrun.platform.contract;

import java.util.Locale;

/** How far a contract is. */
public enum Stage {
    /** May change in any way. */
    ALPHA,
    /** May change, with notice. */
    BETA,
    /** May only gain what nobody has to do anything for. */
    GA,
    /** Has a successor, and a day from which on it may be taken away. */
    DEPRECATED,
    /** Nobody may consume it any more. */
    REMOVED;

    /** As the document writes it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The {@code spec.lifecycle} that the entity of such a contract has. */
    public String lifecycle() {
        return switch (this) {
            case ALPHA, BETA -> "experimental";
            case GA -> "production";
            case DEPRECATED -> "deprecated";
            case REMOVED -> "removed";
        };
    }

    /** Whether services may rely on it: its terms may be widened, but not tightened. */
    public boolean isPromised() {
        return switch (this) {
            case ALPHA, BETA, REMOVED -> false;
            case GA, DEPRECATED -> true;
        };
    }
}
