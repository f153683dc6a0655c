/**
 * Workspaces: which there should be, what of them is on the clusters, and how they come there.
 *
 * <p>{@link dev.buildrun.platform.workspace.WorkspacePlanner} says what the catalog and the contract want, {@link
 * dev.buildrun.platform.workspace.Inspection} compares it with what a cluster has (both without any reading), and {@link
 * dev.buildrun.platform.workspace.Workspaces} writes it there by server-side apply, never by force. Names are reserved, and what is going
 * to be done is intended, in {@code platform_workspaces} before a cluster is asked; {@link dev.buildrun.platform.workspace.WorkspaceStore}
 * alone writes that table. Called by actions, routes and the reconciler. Start reading at {@code Workspaces}.
 */
@NullMarked
package dev.buildrun.platform.workspace;

import org.jspecify.annotations.NullMarked;
