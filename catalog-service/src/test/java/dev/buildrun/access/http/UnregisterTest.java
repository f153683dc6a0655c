package dev.buildrun.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.PublishedKeys;
import dev.buildrun.json.Json;
import dev.buildrun.testing.LoopbackFiles;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may take back what somebody has registered, by the usual policy: Dora is in Dept, Eve in Team B. */
class UnregisterTest {
    @TempDir
    Path folder;

    private final PublishedKeys auth = new PublishedKeys();
    private LoopbackFiles files;
    private RunningService service;

    @BeforeEach
    void start() throws IOException {
        files = new LoopbackFiles();
        Files.writeString(folder.resolve("all.yaml"), Descriptors.TEAMS);
        service = RunningService.start(TestDatabase.create(), folder, """
                permission: {enabled: true}
                buildrun: {policy: {roles: {platform-team: ['group:default/platform']}}}
                discovery: {endpoints: [{target: '%s', plugins: [auth]}]}
                backend:
                  auth: {externalAccess: [{type: static, options: {token: %s, subject: machine}}]}
                  reading: {allow: [{host: '%s'}]}
                catalog:
                  rules: [{allow: [Component]}]
                  locations: [{type: file, target: ./all.yaml, rules: [{allow: [User, Group]}]}]
                """.formatted(
                        auth.url("/api/auth"), GuardedService.MACHINE, files.host()));
    }

    @AfterEach
    void stop() {
        service.close();
        files.close();
        auth.close();
    }

    private String user(String name) {
        var now = Instant.now();
        return auth.sign(
                "vnd.backstage.user",
                "{\"sub\":\"user:default/" + name + "\",\"aud\":\"backstage\",\"iat\":" + now.getEpochSecond()
                        + ",\"exp\":" + now.plusSeconds(600).getEpochSecond() + "}");
    }

    private String register(String... components) throws InterruptedException {
        files.put("/some.yaml", String.join("\n---\n", components));
        var body = Json.object().put("type", "url").put("target", files.url("/some.yaml"));
        var made = service.send(user("dora"), "POST", "/api/catalog/locations", Json.write(body));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        var brought = "/api/catalog/entities/by-query?limit=0&filter=kind=component";
        AuthorityWorld.await(() -> service.get(GuardedService.MACHINE, brought)
                        .json()
                        .path("totalItems")
                        .asInt()
                == components.length);
        return made.json().at("/location/id").asString();
    }

    private static String component(String name, String owner) {
        return "{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: " + name
                + "}, spec: {type: service, lifecycle: production, owner: " + owner + "}}";
    }

    private int unregister(String who, String location) {
        return service.send(user(who), "DELETE", "/api/catalog/locations/" + location, null)
                .status();
    }

    private int unregisterByAction(String who, String location) {
        return service.send(
                        user(who),
                        "POST",
                        "/api/catalog/.backstage/actions/v1/actions/catalog:unregister-entity/invoke",
                        "{\"type\":{\"locationId\":\"" + location + "\"}}")
                .status();
    }

    @Test
    void theOwnerOfAllThatItHasLedTo() throws InterruptedException {
        var location = register(component("one", "dept"), component("two", "dept"));

        assertThat(unregister("eve", location)).isEqualTo(403);
        assertThat(unregisterByAction("eve", location)).isEqualTo(403);
        assertThat(unregister("dora", location)).isEqualTo(204);
        assertThat(unregister("dora", location)).isEqualTo(403);
        assertThat(unregister("pat", location)).isEqualTo(404);
    }

    @Test
    void theOwnerByTheActionOfPrograms() throws InterruptedException {
        assertThat(unregisterByAction("dora", register(component("one", "dept"))))
                .isEqualTo(200);
    }

    @Test
    void notTheOwnerOfAPartOfIt() throws InterruptedException {
        var location = register(component("one", "dept"), component("two", "team-b"));

        assertThat(unregister("dora", location)).isEqualTo(403);
        assertThat(unregister("eve", location)).isEqualTo(403);
        assertThat(unregister("pat", location)).isEqualTo(204);
    }
}
