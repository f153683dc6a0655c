package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.LocationRef;

/**
 * What a Location entity points to.
 *
 * @param location absolute
 * @param optional whether it is no fault when nothing is there
 */
public record LocationTarget(LocationRef location, boolean optional) {}
