/**
 * What steps of templates can do on the platform: {@code platform:plan}, {@code platform:workspace:ensure}, {@code platform:bind}, {@code
 * platform:conformance:check} and {@code platform:oncall:ensure}.
 *
 * <p>Each is one class with its schema and examples beside it. They do what {@link dev.buildrun.platform.workspace.Workspaces} and {@link
 * dev.buildrun.platform.binding.Bindings} do, and keep in the task's ledger what was intended and what has happened. Only the wiring makes
 * them. Start reading at {@code PlatformPlan}.
 */
@NullMarked
package dev.buildrun.platform.action;

import org.jspecify.annotations.NullMarked;
