package dev.buildrun.platform.conformance;

/** Something that may not be known. */
public sealed interface Fact<T> {
    /** It is known. */
    record Known<T>(T value) implements Fact<T> {}

    /** It is not; the reason is shown to those who ask why a rule is unknown. */
    record Unknown<T>(String reason) implements Fact<T> {}
}
