package dev.buildrun.catalog.log;

/** Writes. */
public final class ChangeStore {
    static final String CHANGED = "changed";
    static final String REMOVED = "removed";
}
