package dev.buildrun.platform.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clusters of the configuration, each with an open client. Safe for use by many threads. */
public final class Clusters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);
    private static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final String LOCAL_PROXY = "http://127.0.0.1:8001";

    private static final int CONNECT_MILLIS = 5_000;
    private static final int REQUEST_MILLIS = 15_000;
    /** No more, since each may wait for a connection or an answer as long as the first. */
    private static final int RETRIES = 1;

    private static final int RETRY_MILLIS = 200;
    private static final long PING_MILLIS = 20_000;

    private final Map<String, Cluster> byName;
    private final ExecutorService executor;

    private Clusters(Map<String, Cluster> byName, ExecutorService executor) {
        this.byName = Collections.unmodifiableMap(byName);
        this.executor = executor;
    }

    /**
     * Makes a client for each cluster; none is asked anything yet, so a cluster that is down holds nobody up.
     *
     * @throws IllegalArgumentException when a kubeconfig file can't be read or has no such context
     */
    public static Clusters open(ClusterConfig config) {
        config.notTaken()
                .forEach(reason -> LOG.atWarn().addKeyValue("reason", reason).log("A cluster is not used"));
        var clusters = new Clusters(new LinkedHashMap<>(), Executors.newVirtualThreadPerTaskExecutor());
        var opened = new LinkedHashMap<String, Cluster>();
        try {
            for (var access : config.clusters()) {
                var client = new KubernetesClientBuilder()
                        .withConfig(bounded(config(access)))
                        .withTaskExecutor(clusters.executor)
                        .build();
                opened.put(access.name(), new Cluster(access.name(), access.title(), access.dashboard(), client));
            }
        } catch (RuntimeException exception) {
            new Clusters(opened, clusters.executor).close();
            throw exception;
        }
        return new Clusters(opened, clusters.executor);
    }

    public Optional<Cluster> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** In the order of the configuration. */
    public Collection<Cluster> all() {
        return byName.values();
    }

    public boolean isEmpty() {
        return byName.isEmpty();
    }

    @Override
    public void close() {
        byName.values().forEach(cluster -> cluster.client().close());
        executor.shutdownNow();
    }

    private static Config config(ClusterAccess access) {
        return switch (access) {
            case ClusterAccess.Direct direct -> direct(direct);
            case ClusterAccess.LocalProxy _ ->
                new ConfigBuilder(Config.empty()).withMasterUrl(LOCAL_PROXY).build();
            case ClusterAccess.Kubeconfig(var name, var file, var context) -> kubeconfig(name, file, context);
            case ClusterAccess.InCluster(var _, var url) ->
                new ConfigBuilder(Config.empty())
                        .withMasterUrl(url.toString())
                        .withCaCertFile(SERVICE_ACCOUNT.resolve("ca.crt").toString())
                        // Read again for each request: Kubernetes replaces the token before it runs out.
                        .withOauthTokenProvider(
                                () -> read(SERVICE_ACCOUNT.resolve("token")).strip())
                        .build();
        };
    }

    private static Config direct(ClusterAccess.Direct direct) {
        var builder = new ConfigBuilder(Config.empty())
                .withMasterUrl(direct.url().toString())
                .withTrustCerts(direct.trustAll())
                .withDisableHostnameVerification(direct.trustAll());
        if (direct.token() != null) {
            builder.withOauthToken(direct.token());
        }
        if (direct.caData() != null) {
            builder.withCaCertData(direct.caData());
        }
        if (direct.caFile() != null) {
            builder.withCaCertFile(direct.caFile().toString());
        }
        return builder.build();
    }

    private static Config kubeconfig(String name, Path file, @Nullable String context) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "buildrun.platform.clusters: expected a readable file for '" + name + "', found none at " + file);
        }
        var config = Config.fromKubeconfig(context, file.toFile());
        if (context != null
                && (config.getCurrentContext() == null
                        || !context.equals(config.getCurrentContext().getName()))) {
            throw new IllegalArgumentException("buildrun.platform.clusters: expected the context '" + context
                    + "' for '" + name + "', found no such context in " + file);
        }
        return config;
    }

    private static Config bounded(Config config) {
        return new ConfigBuilder(config)
                .withConnectionTimeout(CONNECT_MILLIS)
                .withRequestTimeout(REQUEST_MILLIS)
                .withRequestRetryBackoffLimit(RETRIES)
                .withRequestRetryBackoffInterval(RETRY_MILLIS)
                .withWebsocketPingInterval(PING_MILLIS)
                .withUserAgent("buildrun")
                .build();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
