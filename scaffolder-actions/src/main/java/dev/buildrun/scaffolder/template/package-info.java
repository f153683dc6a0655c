/**
 * A scaffolder template as data: its form pages, its steps, the spec that a task is frozen to, and the check of what was
 * filled into the form.
 *
 * <p>{@link dev.buildrun.scaffolder.template.Template} is read from a Template entity; {@link
 * dev.buildrun.scaffolder.template.ParameterCheck} holds values to its pages; {@link
 * dev.buildrun.scaffolder.template.TaskSpec} is what a task stores. The task service calls in this order; nothing here does
 * I/O or renders a template expression.
 */
@NullMarked
package dev.buildrun.scaffolder.template;

import org.jspecify.annotations.NullMarked;
