package dev.buildrun.catalog.explain;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.process.CatalogRules;
import dev.buildrun.http.Mount;
import dev.buildrun.json.Json;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.TestEdge;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** The real route, for a caller whom a policy of the test keeps from reading some entities. */
class ExplainPermissionTest {
    private static final String FILE = "https://files.test/catalog-info.yaml";

    private final CatalogHarness catalog = CatalogHarness.open();
    private final CatalogIndex index = new CatalogIndex(catalog.reader(), Duration.ofHours(1));
    private Set<String> hidden = Set.of();
    private final TestEdge edge = start();

    private TestEdge start() {
        index.start();
        var routes = new ExplainRoutes(
                catalog.database(),
                catalog.intake().sources(),
                index,
                CatalogRules.DEFAULT,
                List.of("one", "two", "StoredLocationProvider"),
                (_, _, ref) -> ref != null && isHidden(ref) ? Decision.DENY : Decision.ALLOW);
        return new TestEdge(
                List.of(Mount.plugin("buildrun", routes.routes())), (_, _) -> new Caller.Service("external:test"));
    }

    private boolean isHidden(String ref) {
        return hidden.stream().anyMatch(ref::startsWith);
    }

    @AfterEach
    void stop() {
        edge.close();
        index.close();
        catalog.close();
    }

    private ObjectNode explain(String name) throws IOException, InterruptedException {
        catalog.settle();
        index.awaitPosition(catalog.reader().latest(), Duration.ofSeconds(20));
        var answer = edge.send(edge.request("/api/buildrun/explain/component/default/" + name));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return (ObjectNode) Json.read(answer.body());
    }

    @Test
    void saysOfOneThatTheCallerMayNotReadWhatItSaysOfOneThatNeverWas() throws Exception {
        catalog.provide("one", component("secret"), component("other-thing"));
        catalog.add("two", component("secret"));
        hidden = Set.of("component:default/secret", "component:default/unborn");

        var secret = explain("secret");
        var removed = removedSecret();
        var unborn = explain("unborn");

        assertThat(secret.toString().replace("secret", "unborn")).isEqualTo(unborn.toString());
        assertThat(removed.toString().replace("secret", "unborn").replaceAll("\"position\":\\d+", ""))
                .isEqualTo(unborn.toString().replaceAll("\"position\":\\d+", ""));
    }

    private ObjectNode removedSecret() throws IOException, InterruptedException {
        hidden = Set.of();
        explain("secret");
        hidden = Set.of("component:default/secret", "component:default/unborn");
        return explain("secret");
    }

    @Test
    void doesNotProposeANameThatTheCallerMayNotRead() throws Exception {
        catalog.provide("one", component("payment-service"));
        hidden = Set.of("component:default/payment-service");

        var explanation = explain("payment-servise");

        assertThat(explanation.path("similar").isEmpty()).isTrue();
        assertThat(explanation.toString()).doesNotContain("payment-service");
    }

    @Test
    void doesNotNameTheEntityThatEmitsOneWhenTheCallerMayNotReadThat() throws Exception {
        catalog.files().put(FILE, component("web"));
        catalog.locations().register("url", FILE, null, null);
        hidden = Set.of("location:");

        var explanation = explain("web");

        assertThat(explanation.path("status").asString()).isEqualTo("present");
        assertThat(explanation.path("reasons").toString()).contains("It is kept by an entity that you may not read.");
        assertThat(explanation.path("emittedBy").toString()).doesNotContain("generated-");
    }
}
