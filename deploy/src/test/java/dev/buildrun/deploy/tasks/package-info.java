/**
 * Kills replicas while tasks have effects on a forge that fails in every way that networks have, and compares the world with the ledger;
 * and lets the golden path fail at each step, after which the world must be as it was.
 *
 * <p>Start reading at {@link dev.buildrun.deploy.tasks.ScaffolderCrash}, which {@code ./dev crash scaffolder} calls. {@link
 * dev.buildrun.deploy.tasks.RecordingForge} is the world outside: a Git host over HTTP that lives in the process that nobody kills. {@link
 * dev.buildrun.deploy.tasks.ForgeBuildrun} is what is killed: a Buildrun that publishes there instead of to its built-in host.
 */
@NullMarked
package dev.buildrun.deploy.tasks;

import org.jspecify.annotations.NullMarked;
