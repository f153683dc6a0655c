package dev.buildrun.platform.rule;

import org.jspecify.annotations.Nullable;

/** What an expression says of something. */
public sealed interface Verdict {
    Verdict HOLDS = new Holds();
    Verdict FAILS = new Fails(null);

    /** It is true. */
    record Holds() implements Verdict {}

    /**
     * It is false.
     *
     * @param reason what is wrong, where more is known than that; null otherwise
     */
    record Fails(@Nullable String reason) implements Verdict {}

    /** It can't be told; never to be taken for true. */
    record Unknown(String reason) implements Verdict {}
}
