/**
 * The Kubernetes manifests in the repositories of services, as far as they can be had without running a tool.
 *
 * <p>{@link dev.buildrun.platform.manifest.RepositoryManifests} reads the folder {@code deploy/} at the newest commit of a repository on the
 * built-in Git host and remembers what it has read until there is another commit; {@link dev.buildrun.platform.manifest.Kustomization} applies
 * what is simple. What it can't apply makes the manifests unknown, not wrong. Start reading at {@code RepositoryManifests}.
 */
@NullMarked
package dev.buildrun.platform.manifest;

import org.jspecify.annotations.NullMarked;
