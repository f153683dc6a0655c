/**
 * Tells others what changes in the catalog, in the order of the change log: {@code GET /feed}, and the events that webhooks deliver.
 *
 * <p>{@link dev.buildrun.catalog.feed.FeedTail} reads the log once for all readers of a replica, {@link
 * dev.buildrun.catalog.feed.FeedCursor} is where one of them is, {@link dev.buildrun.catalog.feed.FeedQuery} what it wants. Writes no
 * table. Used by {@code catalog.webhook} and the main class. Start reading at {@link dev.buildrun.catalog.feed.FeedRoutes}.
 */
@NullMarked
package dev.buildrun.catalog.feed;

import org.jspecify.annotations.NullMarked;
