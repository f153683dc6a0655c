package dev.buildrun.platform.testing;

import dev.buildrun.json.Json;
import dev.buildrun.platform.cluster.ClusterAccess;
import dev.buildrun.platform.cluster.ClusterConfig;
import dev.buildrun.platform.cluster.Clusters;
import dev.buildrun.platform.objects.ObjectText;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The Kubernetes that {@code ./dev cluster} starts, with the roles of the platform installed. Its contexts are {@code admin}, {@code
 * buildrun} (the service itself), and for people {@code olga} of team-orders, {@code pavel} of team-payments, {@code petra} of
 * platform-team.
 */
public final class RealCluster implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Clusters clusters;

    private RealCluster(Clusters clusters) {
        this.clusters = clusters;
    }

    /** Empty where none runs. */
    public static Optional<RealCluster> running() {
        var file = kubeconfig();
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        var contexts = Stream.of("admin", "buildrun", "olga", "pavel", "petra")
                .map(context -> (ClusterAccess) new ClusterAccess.Kubeconfig(context, file, context))
                .toList();
        var cluster = new RealCluster(Clusters.open(new ClusterConfig(contexts, List.of())));
        try {
            cluster.install();
            return Optional.of(cluster);
        } catch (KubernetesClientException _) {
            cluster.close();
            return Optional.empty();
        }
    }

    /** Where {@code ./dev cluster} leaves it. */
    public static Path kubeconfig() {
        var named = System.getenv("BUILDRUN_CLUSTER");
        var cache = System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        return Path.of(named == null ? cache + "/buildrun/kubernetes" : named).resolve("kubeconfig");
    }

    public Clusters clusters() {
        return clusters;
    }

    public KubernetesClient as(String context) {
        return clusters.named(context).orElseThrow().client();
    }

    private void install() {
        try (var roles = RealCluster.class.getResourceAsStream("/dev/buildrun/platform/objects/cluster-roles.yaml")) {
            as("admin")
                    .load(roles)
                    .items()
                    .forEach(role ->
                            as("admin").resource(role).fieldManager("admin").serverSideApply());
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        as("admin")
                .resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName("buildrun-backend")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "buildrun-backend")
                        .withSubjects(new SubjectBuilder()
                                .withApiGroup("rbac.authorization.k8s.io")
                                .withKind("User")
                                .withName("buildrun")
                                .build())
                        .build())
                .fieldManager("admin")
                .serverSideApply();
    }

    /** Takes a namespace away and waits until it is gone; where no controller empties it, its finalizer is taken away by hand. */
    public void delete(String namespace) {
        var client = as("admin");
        var found = client.namespaces().withName(namespace);
        if (found.get() == null) {
            return;
        }
        found.delete();
        found.waitUntilCondition(each -> each == null, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether somebody may do something in a namespace, as the API server says. */
    public boolean may(String context, String verb, String group, String resource, String namespace) {
        var parts = resource.split("/", 2);
        var review = Json.object().put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
        var attributes = review.putObject("spec")
                .putObject("resourceAttributes")
                .put("verb", verb)
                .put("group", group)
                .put("resource", parts[0])
                .put("namespace", namespace);
        if (parts.length > 1) {
            attributes.put("subresource", parts[1]);
        }
        var answer = as(context).resource(ObjectText.object(review)).create();
        return ObjectText.json(answer).path("status").path("allowed").asBoolean(false);
    }

    @Override
    public void close() {
        clusters.close();
    }
}
