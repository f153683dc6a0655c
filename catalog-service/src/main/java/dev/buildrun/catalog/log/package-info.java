/**
 * The truth of the catalog, and the log of how it came to be: entity bodies, relation edges, and one row per change, written
 * in one transaction by {@link dev.buildrun.catalog.log.ChangeStore}, the only writer of {@code final_entities},
 * {@code relations}, {@code change_log} and {@code change_log_head}.
 *
 * <p>Those who change the catalog call the store last in their transaction. Those who follow it (the index, the history, the
 * feed) use {@link dev.buildrun.catalog.log.ChangeReader}. Start reading at {@link dev.buildrun.catalog.log.Change}.
 */
@NullMarked
package dev.buildrun.catalog.log;

import org.jspecify.annotations.NullMarked;
