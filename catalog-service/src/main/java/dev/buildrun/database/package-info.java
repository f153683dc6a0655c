/**
 * The one way to PostgreSQL: a bounded pool, transactions, and the schema's migrations.
 *
 * <p>Loops and use cases call {@link dev.buildrun.database.Database#inTransaction}; stores take the open
 * {@link dev.buildrun.database.Tx} as first argument and never open one, so that atomicity can be read off the call site. Only
 * classes named {@code *Store} or {@code *Reads} ask a {@code Tx} for jOOQ. The table classes in {@code database.schema} are
 * generated from the migrations at build time.
 */
@NullMarked
package dev.buildrun.database;

import org.jspecify.annotations.NullMarked;
