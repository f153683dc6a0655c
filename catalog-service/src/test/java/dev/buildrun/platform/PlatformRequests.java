package dev.buildrun.platform;

import static dev.buildrun.database.schema.Tables.AUDIT_LOG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.api.contract.Contract;
import dev.buildrun.api.contract.Operation;
import dev.buildrun.platform.testing.PlatformService;
import dev.buildrun.testing.AuditRows;
import dev.buildrun.testing.RunningService.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Calls each operation of the platform so that nothing but the caller can be the reason for a refusal: what a request names is made anew before
 * each call.
 */
final class PlatformRequests implements AutoCloseable {
    private static final String PLATFORM = "/api/buildrun/platform";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CATALOG = """
            {apiVersion: backstage.io/v1alpha1, kind: API, metadata: {name: contract-v1, namespace: platform}, spec: {type: platform-contract, lifecycle: production, owner: 'group:default/platform-team', definition: "{contract: v1, workload: {images: {registries: ['registry.example'], pinnedBy: digest}}, environments: [{name: dev, order: 1, replicas: {min: 1}}, {name: prod, order: 2, replicas: {min: 1}}], rules: [{id: BR-90, message: Fails, expression: 'false'}]}"}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: orders}, spec: {type: service, lifecycle: production, owner: team-orders, consumesApis: ['platform/contract-v1']}}
            """;

    /** Where what is not declared any more comes from. */
    private static final String BEFORE = """
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: orphan}, spec: {type: service, lifecycle: production, owner: team-orders, consumesApis: ['platform/contract-v1']}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: gone}, spec: {type: service, lifecycle: production, owner: team-orders, consumesApis: ['platform/contract-v1']}}
            """;

    private static final String MORE = "all-more.yaml";

    /** Who calls, in the order of the table. */
    enum Who {
        NOBODY(null),
        MEMBER("olga"),
        NESTED("nina"),
        OTHER("pavel"),
        PLATFORM("petra"),
        GLASS("petra"),
        LAPSED("petra"),
        PROGRAM("machine"),
        SCOPED("scoped");

        private final @Nullable String name;

        Who(@Nullable String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A component that a request is about; the team of {@link Who#MEMBER} owns all of them. */
    enum About {
        OWN("orders"),
        /** Nothing declares it any more. */
        ORPHAN("orphan"),
        /** Deleted. */
        GONE("gone");

        private final String component;

        About(String component) {
            this.component = component;
        }
    }

    private final PlatformService platform;
    private final String scoped;
    private int images;

    PlatformRequests(Path folder) {
        write(folder, BEFORE);
        platform = new PlatformService(folder, CATALOG);
        platform.awaitContract("v1");
        for (var component : new String[] {"orders", "orphan"}) {
            must(200, platform.post("olga", ofComponent(component) + "/workspaces", "{}"));
        }
        scoped = must(
                        201,
                        platform.post(
                                "olga", "/api/buildrun/tokens", "{\"name\":\"x\",\"permissions\":[\"buildrun.none\"]}"))
                .path("token")
                .asString();
        forget(folder);
    }

    private static void write(Path folder, String text) {
        try {
            Files.writeString(folder.resolve(MORE), text);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** Nothing declares {@code orphan} and {@code gone} any more, and the latter is deleted. */
    private void forget(Path folder) {
        write(folder, "# Nothing any more.\n");
        var refreshed = platform.post("olga", "/api/catalog/refresh", "{\"entityRef\":\"component:default/orphan\"}");
        assertThat(refreshed.status()).as(refreshed.body()).isEqualTo(200);
        var orphans = "/api/catalog/entities/by-query?filter=metadata.annotations.backstage.io/orphan=true";
        await(
                "two orphans",
                () -> platform.get("olga", orphans).json().path("totalItems").asInt() == 2);
        var gone = platform.get("olga", "/api/catalog/entities/by-name/component/default/gone")
                .json()
                .at("/metadata/uid")
                .asString();
        var deleted = platform.service()
                .send(platform.token("petra"), "DELETE", "/api/catalog/entities/by-uid/" + gone, null);
        assertThat(deleted.status()).isEqualTo(204);
    }

    private static void await(String what, BooleanSupplier isThere) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!isThere.getAsBoolean()) {
            assertThat(System.nanoTime()).as("Waited too long for " + what).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private String token(Who who) {
        return switch (who) {
            case PROGRAM -> PlatformService.MACHINE;
            case SCOPED -> scoped;
            default -> platform.token(who.name);
        };
    }

    private static String ofComponent(String component) {
        return PLATFORM + "/components/component/default/" + component;
    }

    private void sql(String statement) {
        platform.service().database().transact(tx -> tx.jooq().execute(statement));
    }

    private static JsonNode must(int status, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return answer.json();
    }

    /** {@code yes} for success, or else the status. */
    String outcome(Who who, About about, Operation operation) {
        var status = prepared(who, about, operation).get().status();
        return status < 300 ? "yes" : Integer.toString(status);
    }

    /** What one call about the own component leaves in the audit in the caller's name. */
    List<String> audit(Who who, Operation operation) {
        var call = prepared(who, About.OWN, operation);
        var before = AuditRows.newest(platform.service().database());
        var answer = call.get();
        assertThat(answer.status()).as(answer.body()).isLessThan(300);
        return AuditRows.after(
                platform.service().database(),
                before,
                "user:default/" + who.name,
                row -> row.get(AUDIT_LOG.ACTION) + " " + row.get(AUDIT_LOG.OUTCOME));
    }

    private Supplier<Answer> prepared(Who who, About about, Operation operation) {
        prepare(who, about.component);
        var path = operation.contract().mount() + filled(about, operation);
        var body = body(about.component, operation);
        var headers = Map.of("Content-Type", "application/json", "Backstage-Kubernetes-Cluster", "east");
        return () -> platform.service().send(token(who), operation.method(), path, body, headers);
    }

    /** Whatever was done before, the workloads are there, nothing is asked for, and break-glass is as the caller is called. */
    private void prepare(Who who, String component) {
        var image = image(images++);
        for (var there : new String[] {"orders", "orphan"}) {
            platform.east.putWorkload(there, there + "-dev", image, image(images++));
            platform.west.putWorkload(there, there + "-prod", image(images++), image(images++));
        }
        sql("delete from platform_transfers");
        sql("delete from platform_waivers");
        sql("delete from platform_bindings");
        sql("delete from platform_break_glass");
        if (who == Who.GLASS || who == Who.LAPSED) {
            for (var environment : new String[] {"dev", "prod"}) {
                grant(component, environment, who == Who.GLASS ? "0 minutes" : "1 hour");
            }
        }
    }

    /** Half an hour of break-glass, which a component had before it was deleted, too. */
    private void grant(String component, String environment, String ago) {
        sql(
                "insert into platform_break_glass (id, component_ref, environment, namespace, cluster, grantee, requested_by, reason, starts_at,"
                        + " expires_at) values (gen_random_uuid(), 'component:default/" + component + "', '"
                        + environment
                        + "', '" + component + "-" + environment + "', '"
                        + (environment.equals("dev") ? "east" : "west")
                        + "', 'platform-team', 'user:default/petra', 'To see who may what', now() - interval '" + ago
                        + "', now() + interval '30 minutes' - interval '" + ago + "')");
    }

    private static String image(int number) {
        return "registry.example/app@sha256:" + String.format("%064x", number);
    }

    private String open(String component, String environment) {
        return must(201, platform.post("petra", PLATFORM + "/break-glass", breakGlass(component, environment)))
                .path("id")
                .asString();
    }

    private static String breakGlass(String component, String environment) {
        return """
                {"component":"%s","environment":"%s","reason":"To see who may what","minutes":30}""".formatted(component, environment);
    }

    private String filled(About about, Operation operation) {
        var component = about.component;
        var path = operation
                .path()
                .replace("{kind}", "component")
                .replace("{name}", operation.path().startsWith("/platform/teams/") ? "team-orders" : component)
                .replace("{namespace}", "default")
                .replace("{environment}", "dev")
                .replace("{version}", "v1")
                .replace("{pod}", component + "-1-a")
                .replace("{serviceId}", component)
                .replace("{path}", "api/v1/namespaces/" + component + "-dev/pods");
        if (path.contains("{binding}")) {
            return path.replace("{binding}", binding(component));
        }
        if (path.contains("{number}")) {
            return path.replace("{number}", deadLetter());
        }
        if (about == About.GONE) {
            return path.replace("{id}", UUID.randomUUID().toString());
        }
        return path.contains("{id}") ? path.replace("{id}", id(component, operation)) : path;
    }

    private String id(String component, Operation operation) {
        return switch (operation.path().replaceFirst("^/platform/([a-z-]+)/.*", "$1")) {
            case "deployments" ->
                must(202, platform.post("olga", ofComponent(component) + "/environments/dev/restart", "{}"))
                        .path("id")
                        .asString();
            case "alerts" -> alert(component);
            case "break-glass" -> open(component, "dev");
            case "transfers" ->
                must(201, platform.post("olga", PLATFORM + "/transfers", body(component, "ProposeTransfer")))
                        .path("id")
                        .asString();
            case "waivers" ->
                must(201, platform.post("olga", PLATFORM + "/waivers", body(component, "RequestWaiver")))
                        .path("id")
                        .asString();
            default -> throw new AssertionError("How is the id of " + operation + " made?");
        };
    }

    private String binding(String component) {
        sql(
                "insert into platform_bindings (component_ref, environment, name, offering_ref, plan, provisioner, namespace, secret_name,"
                        + " objects, status, requested_by, requested_at) values ('component:default/" + component
                        + "', 'dev', 'cache', 'resource:default/redis', 'small', 'secret', '" + component
                        + "-dev', 'cache', '[]', 'planned', 'user:default/olga', now())");
        return "cache";
    }

    private String alert(String component) {
        var fingerprint = "f" + images++;
        var message = """
                {"version":"4","alerts":[{"status":"firing","fingerprint":"%s","startsAt":"2026-01-05T09:00:00Z",
                 "labels":{"alertname":"Slow","buildrun_dev_component":"%s"}}]}""".formatted(fingerprint, component);
        must(200, platform.service().send(PlatformService.ALERTS, "POST", PLATFORM + "/alerts", message));
        return must(200, platform.get("olga", PLATFORM + "/alerts?component=" + component))
                .path("items")
                .path(0)
                .path("id")
                .asString();
    }

    /** Nobody listens at the channel, so each message of an alert becomes one. */
    private String deadLetter() {
        alert("orders");
        await("a dead letter", () -> !deadLetters().isEmpty());
        return deadLetters().path(0).path("number").asString();
    }

    private JsonNode deadLetters() {
        return must(200, platform.get("petra", PLATFORM + "/alert-dead-letters"))
                .path("items");
    }

    private @Nullable String body(String component, Operation operation) {
        if (operation.method().equals("GET") || operation.method().equals("DELETE")) {
            return null;
        }
        return operation.contract() == Contract.KUBERNETES && operation.path().startsWith("/proxy/")
                ? "{}"
                : body(component, operation.id());
    }

    private String body(String component, String operation) {
        return switch (operation) {
            case "Deploy" -> "{\"image\":\"" + image(images++) + "\"}";
            case "EnsureWorkspaces" -> "{\"environments\":[\"dev\"]}";
            case "Scale" -> "{\"replicas\":2}";
            case "ReceiveAlerts" -> "{\"version\":\"4\",\"alerts\":[]}";
            case "BreakGlass" -> breakGlass(component, "dev");
            case "ProposeTransfer" ->
                "{\"component\":\"" + component + "\",\"to\":\"team-payments\",\"reason\":\"They know it best\"}";
            case "RequestWaiver" ->
                "{\"component\":\"" + component
                        + "\",\"rule\":\"BR-90\",\"reason\":\"It takes until summer\",\"expiresAt\":\""
                        + Instant.now().plus(Duration.ofDays(7)) + "\"}";
            case "CheckContract" -> "{\"definition\":\"{contract: v1, environments: [{name: dev, order: 1}]}\"}";
            case "GetObjectsByService" ->
                "{\"auth\":{},\"entity\":{\"apiVersion\":\"backstage.io/v1alpha1\",\"kind\":\"Component\",\"metadata\":{\"name\":\""
                        + component + "\"}}}";
            case "QueryWorkloads" -> "{\"auth\":{},\"entityRef\":\"component:default/" + component + "\"}";
            case "QueryCustomResources" ->
                "{\"auth\":{},\"entityRef\":\"component:default/" + component
                        + "\",\"customResources\":[{\"group\":\"example.com\",\"apiVersion\":\"v1\",\"plural\":\"rollouts\"}]}";
            default -> "{}";
        };
    }

    @Override
    public void close() {
        platform.close();
    }
}
