package dev.buildrun.catalog.intake;

/** What becomes of an entity that nothing declares any more. */
public enum OrphanStrategy {
    /** It goes, after a short while. */
    DELETE,
    /** It stays, and says of itself that it is an orphan. */
    KEEP
}
