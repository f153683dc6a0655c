/**
 * What Kubernetes objects a workspace consists of: a pure function of the contract and of what the catalog says.
 *
 * <p>{@link dev.buildrun.platform.objects.Workspace} is what is known of one, {@link dev.buildrun.platform.objects.WorkspaceObjects} makes the
 * objects, {@link dev.buildrun.platform.objects.WorkspaceNames} the name of its namespace. Nothing here asks a cluster or a database; the
 * same objects are applied, compared with what is there, and written into repositories. What they refer to, the cluster roles, lies beside
 * the classes as {@code cluster-roles.yaml} and is installed by the operator.
 */
@NullMarked
package dev.buildrun.platform.objects;

import org.jspecify.annotations.NullMarked;
