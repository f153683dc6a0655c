package dev.buildrun.scaffolder.run;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One iteration that is ready to run: everything of it was rendered and checked before the first one runs.
 *
 * @param input the rendered input
 * @param checked the same as the action's record; null when the iteration's {@code if} was false
 * @param log hides what the input tells of the secrets
 */
record Turn<I extends Record>(
        Iteration iteration, ObjectNode input, @Nullable I checked, StepLog log) {}
