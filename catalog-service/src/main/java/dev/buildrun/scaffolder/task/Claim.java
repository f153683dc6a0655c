package dev.buildrun.scaffolder.task;

import java.util.UUID;

/**
 * The right of one run to write to its task. It ends when the task ends or is given to another run.
 *
 * @param token never used twice
 */
record Claim(UUID taskId, long token) {}
