package dev.buildrun.scaffolder.task;

import java.time.Instant;

/**
 * A task in processing whose row is locked, to decide what becomes of it.
 *
 * @param interruptions how many runs of it were given up before
 * @param runUntil when it has lasted too long
 */
record HeldTask(Task task, int interruptions, Instant runUntil) {}
