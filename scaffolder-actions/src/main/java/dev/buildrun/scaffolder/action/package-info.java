/**
 * What an action is: the contract between the step runner and the things that a template's steps can do.
 *
 * <p>Start reading at {@link dev.buildrun.scaffolder.action.Action}. Whoever writes an action implements it with two records,
 * input and output, and puts {@code <id>.schema.json} and {@code <id>.examples.yaml} beside it (a colon in the id is a dash in
 * the file name). {@link dev.buildrun.scaffolder.action.Actions} is the registry that the runner looks into and that the API
 * lists. Only the runner creates an {@link dev.buildrun.scaffolder.action.ActionContext}. Nothing here touches a database, a
 * socket or the file system.
 */
@NullMarked
package dev.buildrun.scaffolder.action;

import org.jspecify.annotations.NullMarked;
