/**
 * What an entity is: its tree and names, the rules that it keeps, its relations, and the form in which it is served.
 *
 * <p>Everything here is a value or a pure function; nothing reads, writes or waits. Every stage of the catalog may use it. Start
 * reading at {@link dev.buildrun.catalog.entity.Entity}, then {@link dev.buildrun.catalog.entity.EntityPolicies} for what is
 * checked and {@link dev.buildrun.catalog.entity.FinalEntity} for what is served.
 */
@NullMarked
package dev.buildrun.catalog.entity;

import org.jspecify.annotations.NullMarked;
