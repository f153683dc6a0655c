package dev.buildrun.platform.conformance;

import java.util.Locale;

/** How it stands with one rule. */
public enum Outcome {
    PASS,
    FAIL,
    /** It would fail or be unknown, but it was agreed that it need not be kept for a while. */
    WAIVED,
    /** It can't be told; never to be taken for {@link #PASS}. */
    UNKNOWN;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Outcome of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
