/**
 * The catalog in memory: every entity as text that is ready to send, and for every field and value the set of entities that have it.
 *
 * <p>{@link dev.buildrun.catalog.index.CatalogIndex} follows the change log and publishes one immutable
 * {@link dev.buildrun.catalog.index.Snapshot} after the other; who answers a request takes one snapshot and asks nothing else. Applying
 * changes costs what the changes are, not what the catalog is: {@link dev.buildrun.catalog.index.SnapshotEdit} copies only what it touches.
 * A process that starts builds everything at once ({@link dev.buildrun.catalog.index.BulkLoad}).
 * Nothing here is the truth; it can be thrown away and built anew from the log at any time. Start reading at {@code Snapshot}.
 */
@NullMarked
package dev.buildrun.catalog.index;

import org.jspecify.annotations.NullMarked;
