/**
 * Who did what, and how it went.
 *
 * <p>Writes {@code audit_log}. Whoever decides something calls {@link dev.buildrun.audit.AuditStore#write} in the transaction that does it,
 * so that there is a row exactly when it was done. A refusal is written in a transaction of its own.
 */
@NullMarked
package dev.buildrun.audit;

import org.jspecify.annotations.NullMarked;
