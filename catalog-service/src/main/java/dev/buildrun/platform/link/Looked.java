package dev.buildrun.platform.link;

/** What became of looking at an address. */
public sealed interface Looked {
    /** Somebody answers, with what was asked for or with another address. */
    record Answers() implements Looked {}

    /** Nobody does, or says that there is no such thing; the reason is a part of a sentence. */
    record Fails(String reason) implements Looked {}

    /** It can't be told; never to be taken for {@link Answers}. */
    record Unknown(String reason) implements Looked {}
}
