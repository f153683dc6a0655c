/**
 * What an entity was: its versions with cause, actor and time, one of them as the catalog served it, the difference of two, and the
 * entity as of a time or position.
 *
 * <p>{@link dev.buildrun.catalog.log.VersionReads} reads the versions; {@link dev.buildrun.catalog.history.History} answers the questions
 * about them, and {@link dev.buildrun.catalog.history.HistoryRoutes} is who asks. How long versions are kept is the business of {@link
 * dev.buildrun.catalog.log.LogRetention}. Start reading at {@code History}.
 */
@NullMarked
package dev.buildrun.catalog.history;

import org.jspecify.annotations.NullMarked;
