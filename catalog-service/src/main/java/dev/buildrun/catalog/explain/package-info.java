/**
 * Says why an entity is as it is: present, stale, orphaned, erroneous, in conflict, pending or missing, who emits it, what went wrong
 * and what to do.
 *
 * <p>{@link dev.buildrun.catalog.explain.ExplainReads} collects {@link dev.buildrun.catalog.explain.Facts} from the tables of all stages
 * and writes none; what the caller may not read is taken out of them before anything else looks at them. {@link
 * dev.buildrun.catalog.explain.Explaining} makes an explanation of the facts, without a database. Start reading at {@code Facts}.
 */
@NullMarked
package dev.buildrun.catalog.explain;

import org.jspecify.annotations.NullMarked;
