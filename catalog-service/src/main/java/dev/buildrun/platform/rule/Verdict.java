package dev.buildrun.platform.rule;

/** What an expression says of something. */
public sealed interface Verdict {
    Verdict HOLDS = new Holds();
    Verdict FAILS = new Fails();

    /** It is true. */
    record Holds() implements Verdict {}

    /** It is false. */
    record Fails() implements Verdict {}

    /** It can't be told; never to be taken for true. */
    record Unknown(String reason) implements Verdict {}
}
