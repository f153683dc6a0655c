package dev.buildrun.scaffolder.action;

/** The output of an action that has none. */
public record NoOutput() {
    public static final NoOutput NONE = new NoOutput();
}
