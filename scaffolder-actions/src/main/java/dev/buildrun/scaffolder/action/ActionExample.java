package dev.buildrun.scaffolder.action;

import org.jspecify.annotations.Nullable;

/**
 * One example of a step, shown by the portal's list of actions.
 *
 * @param description what it shows, one sentence
 * @param example YAML text with a {@code steps} list, as it could stand in a template
 * @param notes anything else that is worth saying
 */
public record ActionExample(
        String description, String example, @Nullable String notes) {}
