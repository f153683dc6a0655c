package dev.buildrun.scaffolder.task;

import java.time.Instant;

/**
 * A task whose run gives no sign of life any more.
 *
 * @param interruptions how often that has happened before
 * @param runUntil when it has lasted too long
 */
record AbandonedTask(Task task, int interruptions, Instant runUntil) {}
