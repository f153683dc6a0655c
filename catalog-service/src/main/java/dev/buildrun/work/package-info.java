/**
 * The loop that every background stage runs in, and what wakes it.
 *
 * <p>A stage is a turn: claim some due rows, compute without the database, commit what came of them. {@link
 * dev.buildrun.work.ClaimLoop} takes turns until nothing is due, and sleeps on its {@link dev.buildrun.work.WakeUp} until
 * somebody in this process signals it, a notification of PostgreSQL comes in through {@link
 * dev.buildrun.work.NotificationListener}, or the time that its {@link dev.buildrun.work.Pace} gives is over. Only the main class
 * and tests construct loops.
 */
@NullMarked
package dev.buildrun.work;

import org.jspecify.annotations.NullMarked;
