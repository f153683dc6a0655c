/**
 * What depends on an entity, step by step, with those who own it: whom a failure or a change of it hits.
 *
 * <p>Everything is answered from one snapshot of {@code catalog.index}, nothing from the database. {@link
 * dev.buildrun.catalog.impact.Impact} walks the relations and never passes what the caller may not read; {@link
 * dev.buildrun.catalog.impact.ImpactJson} and {@link dev.buildrun.catalog.impact.MermaidPicture} show what it found. Start reading at
 * {@link dev.buildrun.catalog.impact.Dependence}, which says what depending means.
 */
@NullMarked
package dev.buildrun.catalog.impact;

import org.jspecify.annotations.NullMarked;
