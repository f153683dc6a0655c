package dev.buildrun.platform.testing;

import dev.buildrun.access.PublishedKeys;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The whole service with permissions on and two stand-ins for clusters, {@code east} with the environment dev and {@code west} with prod. Olga is
 * of team-orders, nina of orders-night, which is a group of team-orders; pavel is of team-payments and petra of the platform team.
 */
public final class PlatformService implements AutoCloseable {
    public static final String ALERTS = "token-of-alertmanager";
    /** Of a program that no owner has named. */
    public static final String MACHINE = "token-of-a-machine";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ORGANISATION = """
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: commerce}, spec: {type: tribe, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: team-orders, annotations: {buildrun.dev/channel: 'slack:#orders'}}, spec: {type: build-run-team, parent: commerce, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: orders-night}, spec: {type: build-run-team, parent: team-orders, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: team-payments}, spec: {type: build-run-team, parent: commerce, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: platform-team}, spec: {type: platform-team, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: olga}, spec: {memberOf: [team-orders]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: nina}, spec: {memberOf: [orders-night]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: pavel}, spec: {memberOf: [team-payments]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: petra}, spec: {memberOf: [platform-team]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: platform, namespace: platform}, spec: {type: platform, lifecycle: production, owner: 'group:default/platform-team'}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: dev, namespace: platform, annotations: {buildrun.dev/cluster: east}}, spec: {type: environment, owner: 'group:default/platform-team'}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: prod, namespace: platform, annotations: {buildrun.dev/cluster: west}}, spec: {type: environment, owner: 'group:default/platform-team'}}
            ---
            """;

    public final ApiServerFake east = new ApiServerFake();
    public final ApiServerFake west = new ApiServerFake();
    private final PublishedKeys auth = new PublishedKeys();
    private final RunningService service;

    /**
     * @param folder for what the service writes; files in it of which the name begins with "all" are read too
     * @param catalog YAML of further entities
     */
    public PlatformService(Path folder, String catalog) {
        this(folder, catalog, null);
    }

    /**
     * The same on other clusters, which are called {@code east} and {@code west}, too. What is not as it should be there is put right.
     *
     * @param clusters items of {@code kubernetes.clusterLocatorMethods} as YAML; null for the stand-ins
     */
    public PlatformService(Path folder, String catalog, @Nullable String clusters) {
        try {
            Files.writeString(folder.resolve("all.yaml"), ORGANISATION + catalog);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        service = RunningService.start(TestDatabase.create(), folder, """
                permission: {enabled: true}
                buildrun:
                  policy: {roles: {platform-team: ['group:default/platform-team']}}
                  platform:
                    alerts: {token: %s, attempts: 1}
                    channels: [{prefix: 'slack:', url: 'http://127.0.0.1:9/nobody-listens'}]
                    deploy: {observe: %s}
                    repair: %s
                discovery: {endpoints: [{target: '%s', plugins: [auth]}]}
                backend: {auth: {externalAccess: [{type: static, options: {token: %s, subject: machine}}]}}
                kubernetes:
                  clusterLocatorMethods:
                    - {type: config, clusters: %s}
                    - {type: catalog}
                catalog:
                  orphanStrategy: keep
                  locations: [{type: file, target: './all*.yaml', rules: [{allow: [User, Group, Component, Resource, API]}]}]
                """.formatted(
                        ALERTS,
                        clusters != null,
                        clusters == null ? "report" : "repair",
                        auth.url("/api/auth"),
                        MACHINE,
                        clusters == null ? standIns() : clusters));
    }

    private String standIns() {
        return "[{name: east, url: '%s', serviceAccountToken: token-for-east}, {name: west, url: '%s', serviceAccountToken: token-for-west}]"
                .formatted(east.url(), west.url());
    }

    public RunningService service() {
        return service;
    }

    /** A token of somebody, by the name alone; none for nobody. */
    public String token(@Nullable String name) {
        if (name == null) {
            return "";
        }
        var now = Instant.now();
        return auth.sign(
                "vnd.backstage.user",
                "{\"sub\":\"user:default/" + name + "\",\"aud\":\"backstage\",\"iat\":" + now.getEpochSecond()
                        + ",\"exp\":" + now.plusSeconds(3600).getEpochSecond() + "}");
    }

    public RunningService.Answer get(@Nullable String who, String path) {
        return service.get(token(who), path);
    }

    public RunningService.Answer post(@Nullable String who, String path, String json) {
        return service.send(token(who), "POST", path, json);
    }

    /** Waits until the platform team's contract of this version is in force. */
    public void awaitContract(String version) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (get("olga", "/api/buildrun/platform/contracts/" + version).status() != 200) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Contract " + version + " has not come into force");
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    @Override
    public void close() {
        service.close();
        auth.close();
        east.close();
        west.close();
    }
}
