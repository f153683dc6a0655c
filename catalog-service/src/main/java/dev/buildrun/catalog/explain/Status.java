package dev.buildrun.catalog.explain;

/** How an entity is. Of several that hold, the first in this order is the one to tell. */
enum Status {
    /** Nothing declares it, and the catalog does not have it. */
    MISSING("missing"),
    /** It is declared and was never processed. */
    PENDING("pending"),
    /** It could not be processed; what is shown, if anything, is the last that could be. */
    ERRONEOUS("erroneous"),
    /** Another source would like to say what it is, and may not. */
    IN_CONFLICT("conflict"),
    /** Nothing declares it any more. */
    ORPHANED("orphaned"),
    /** What is shown may not be what the source says by now. */
    STALE("stale"),
    /** It is as its source says. */
    PRESENT("present");

    private final String wireName;

    Status(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }
}
