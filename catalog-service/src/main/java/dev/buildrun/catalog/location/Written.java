package dev.buildrun.catalog.location;

/**
 * What was written, and when a reader can see it.
 *
 * @param position in the change log; an index that has reached it shows all that this write changed at once. What processing
 *     makes of it comes later
 */
public record Written(Location location, long position) {}
