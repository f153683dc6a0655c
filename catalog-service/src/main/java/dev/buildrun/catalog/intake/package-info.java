/**
 * The desired state of the catalog: what its sources say, who declares what, and what is due to be processed.
 *
 * <p>Providers, and processing for the entities that it leads to, come in through {@link
 * dev.buildrun.catalog.intake.Intake} or, inside a transaction of their own, {@link dev.buildrun.catalog.intake.IntakeStore}.
 * The processing loop takes due rows with {@link dev.buildrun.catalog.intake.ClaimStore}. The stores of this package are the only
 * writers of the tables whose names begin with {@code refresh_}. Rows are locked in the order of their refs; a deadlock that
 * remains (an insert that meets another insert) is PostgreSQL's to find, and the transaction runs again.
 */
@NullMarked
package dev.buildrun.catalog.intake;

import org.jspecify.annotations.NullMarked;
