package dev.buildrun.catalog.location;

/** What happens when somebody registers a location that is there already. */
public enum OnConflict {
    /** It is an error. */
    REJECT,
    /** It is read again. */
    REFRESH
}
