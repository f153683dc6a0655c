package dev.buildrun.access.http;

import dev.buildrun.access.PublishedKeys;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The whole service with permissions on, and users of a small organisation who have signed in at another Backstage backend. Ada is in Team A,
 * which is in Dept; Dora is in Dept; Eve is in Team B; Pat is in the platform team.
 */
final class GuardedService implements AutoCloseable {
    static final String MACHINE = "token-of-the-machine";
    private static final String ORGANISATION = """
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: dept}, spec: {type: department, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: team-a}, spec: {type: team, parent: dept, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: team-b}, spec: {type: team, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: platform}, spec: {type: team, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: ada}, spec: {memberOf: [team-a], profile: {email: ada@example.org}}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: dora}, spec: {memberOf: [dept]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: eve}, spec: {memberOf: [team-b]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: pat}, spec: {memberOf: [platform]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: web}, spec: {type: service, lifecycle: production, owner: team-a, dependsOn: ['component:hidden']}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: base}, spec: {type: service, lifecycle: production, owner: dept}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: other}, spec: {type: service, lifecycle: production, owner: team-b}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: hidden, labels: {secret: 'yes'}}, spec: {type: vault, lifecycle: production, owner: team-b}}
            """;

    final PublishedKeys auth = new PublishedKeys();
    private final RunningService service;

    /** @param policy the part {@code permission.policy} of the configuration; empty for the usual policy */
    GuardedService(Path folder, String policy) {
        this(policy.isEmpty() ? "" : ", policy: " + policy, folder);
    }

    /** One whose users another backend decides about. */
    static GuardedService decidedElsewhere(Path folder, URI backend) {
        return new GuardedService(", backend: '" + backend + "'", folder);
    }

    private GuardedService(String more, Path folder) {
        try {
            Files.writeString(folder.resolve("all.yaml"), ORGANISATION);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        service = RunningService.start(
                TestDatabase.create(), folder, """
                permission: {enabled: true%s}
                buildrun: {policy: {roles: {platform-team: ['group:default/platform']}}}
                discovery: {endpoints: [{target: '%s', plugins: [auth]}]}
                backend: {auth: {externalAccess: [{type: static, options: {token: %s, subject: machine}}]}}
                catalog: {locations: [{type: file, target: ./all.yaml, rules: [{allow: [User, Group, Component]}]}]}
                """.formatted(more, auth.url("/api/auth"), MACHINE));
    }

    RunningService service() {
        return service;
    }

    /** A token of somebody, by the name alone. */
    String user(String name) {
        return user(name, Instant.now(), Duration.ofHours(1));
    }

    String user(String name, Instant from, Duration lifetime) {
        return auth.sign(
                "vnd.backstage.user",
                "{\"sub\":\"user:default/" + name + "\",\"aud\":\"backstage\",\"iat\":" + from.getEpochSecond()
                        + ",\"exp\":" + from.plus(lifetime).getEpochSecond() + "}");
    }

    /** The same with what a limited token can be made of, as those of a sign-in have it. */
    String signedIn(String name) {
        var now = Instant.now().getEpochSecond();
        return auth.sign(
                "vnd.backstage.user",
                "{\"sub\":\"user:default/" + name + "\",\"aud\":\"backstage\",\"uip\":\"c2lnbmVk\",\"iat\":" + now
                        + ",\"exp\":" + (now + 3_600) + "}");
    }

    RunningService.Answer get(String token, String path) {
        return service.get(token, path);
    }

    RunningService.Answer post(String token, String path, String json) {
        return service.send(token, "POST", path, json);
    }

    RunningService.Answer delete(String token, String path) {
        return service.send(token, "DELETE", path, null);
    }

    /** The uid of a component, as the machine sees it. */
    String uid(String component) {
        return get(MACHINE, "/api/catalog/entities/by-name/component/default/" + component)
                .json()
                .path("metadata")
                .path("uid")
                .asString();
    }

    @Override
    public void close() {
        service.close();
        auth.close();
    }
}
