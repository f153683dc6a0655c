/**
 * What can be asked of the catalog: filters and predicates, pages in an order, facets, ancestry, and projections of what is found.
 *
 * <p>Everything is a function of a {@link dev.buildrun.catalog.index.Snapshot} and a question; nothing waits or reads from outside, so the
 * event loops may call it. Questions in Backstage's own notation are parsed here too, since their texts go into cursors. Start reading at
 * {@link dev.buildrun.catalog.query.EntityFilter}, then {@link dev.buildrun.catalog.query.EntityPages}.
 */
@NullMarked
package dev.buildrun.catalog.query;

import org.jspecify.annotations.NullMarked;
