/**
 * The locations that somebody registered: storing, listing, trying out and removing them. {@link
 * dev.buildrun.catalog.location.LocationStore} is the only writer of {@code locations}.
 *
 * <p>HTTP and the scaffolder call {@link dev.buildrun.catalog.location.Locations}. Whatever it changes, the Location entity that
 * stands for the row changes in the same transaction.
 */
@NullMarked
package dev.buildrun.catalog.location;

import org.jspecify.annotations.NullMarked;
