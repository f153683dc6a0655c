/**
 * The API of Backstage's Kubernetes plugin under {@code /api/kubernetes}, so that the stock Kubernetes tab works: clusters, what of an entity
 * runs in them, custom resources, and a proxy that reads.
 *
 * <p>Shapes as the published backend plugin 0.21.15 gives them. Unlike there, only those see something whose it is, only in the namespaces of
 * the component, and nobody sees Secrets; the proxy passes nothing on but reads of what is listed in {@code ProxyPath}. Start with
 * {@link dev.buildrun.platform.kubernetes.KubernetesRoutes}. Writes no table.
 */
@NullMarked
package dev.buildrun.platform.kubernetes;

import org.jspecify.annotations.NullMarked;
