package dev.buildrun.deploy.story;

import static dev.buildrun.deploy.story.Orders.COMPONENT;
import static dev.buildrun.deploy.story.Orders.PLATFORM;
import static dev.buildrun.deploy.story.Orders.REF;
import static dev.buildrun.deploy.story.Orders.SERVICE;
import static dev.buildrun.deploy.story.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Build-Run team creates a service, deploys and supports it, on a real Kubernetes. The tests are one story and run in this order. Olga is of
 * team-orders, Pavel of team-payments, Petra of the platform team.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class BuildRunStoryTest {

    private Path folder;
    private Stage stage;
    private Orders orders;

    @BeforeAll
    void open(@TempDir Path temporary) throws IOException {
        folder = temporary;
        stage = new Stage(folder);
        orders = new Orders(stage, folder);
    }

    @AfterAll
    void close() {
        if (stage != null) {
            for (var environment : List.of("dev", "prod")) {
                stage.cluster.namespaces().withName(SERVICE + "-" + environment).delete();
            }
            stage.close();
        }
    }

    @Test
    @Order(1)
    void thePlatformTeamHasPublishedAContractAndItsOfferings() {
        var contracts = eventually(
                () -> stage.as("olga").get(PLATFORM + "/contracts").json(),
                seen -> seen.path("usual").asString().equals("v1"));
        var offerings = stage.as("olga").get(PLATFORM + "/offerings").json();

        assertThat(contracts.at("/items/0/inForce").asBoolean()).isTrue();
        assertThat(offerings.at("/items/0/name").asString()).isEqualTo("postgres");
    }

    @Test
    @Order(2)
    void olgaCreatesAServiceWithADatabase() {
        stage.as("olga")
                .task(Json.object()
                        .put("templateRef", "template:default/java-service")
                        .set("values", Orders.values()));

        var workspaces = stage.as("olga").get(COMPONENT + "/workspaces").json();
        var bindings = stage.as("olga").get(COMPONENT + "/bindings").json();
        assertThat(workspaces
                        .path("items")
                        .valueStream()
                        .map(each -> each.path("namespace").asString()))
                .as("%s", workspaces)
                .containsExactly(SERVICE + "-dev", SERVICE + "-prod");
        assertThat(bindings.path("items").size()).as("%s", bindings).isEqualTo(2);
        for (var environment : List.of("dev", "prod")) {
            assertThat(orders.labels(environment)).containsEntry("buildrun.dev/team", "team-orders");
        }
        assertThat(orders.mayDeploy("olga", "prod")).isTrue();
        assertThat(orders.mayDeploy("pavel", "prod")).isFalse();
        assertThat(orders.mayDeploy("petra", "prod")).isFalse();
    }

    @Test
    @Order(3)
    void itsPipelineBringsItToDevAndTheSecretOfItsDatabaseComes() throws Exception {
        stage.secret(SERVICE + "-dev", orders.bindingSecret("dev"));
        stage.secret(SERVICE + "-prod", orders.bindingSecret("prod"));
        var clone = orders.clone("first");
        stage.applyFirst(clone.resolve("deploy/deployment.yaml"), SERVICE + "-dev", stage.image("orders:1"));

        var dev = eventually(() -> orders.environment("dev"), seen -> orders.ready(seen) >= 1);

        assertThat(dev.toString()).contains(stage.image("orders:1"));
    }

    @Test
    @Order(4)
    void olgaDeploysANewVersionToDevAndReadsWhatItsPodsSay() {
        var over = stage.as("olga").over(orders.deploy("olga", "dev", "orders:2"));
        var workloads =
                stage.as("olga").get(COMPONENT + "/environments/dev/workloads").json();
        var pod = eventually(() -> orders.podWith("orders:2"), name -> !name.isEmpty());
        var log = stage.as("olga")
                .get(COMPONENT + "/environments/dev/pods/" + pod + "/log")
                .json();

        assertThat(over.path("status").asString()).as("%s", over).isEqualTo("succeeded");
        assertThat(workloads.toString()).contains(stage.image("orders:2"));
        assertThat(log.path("text").asString()).contains("orders 2 is up");
    }

    @Test
    @Order(5)
    void nobodyOfAnotherTeamMayAndThePlatformTeamOnlyLooks() {
        assertThat(orders.deploy("pavel", "dev", "orders:1").status()).isEqualTo(403);
        assertThat(stage.as("pavel")
                        .get(COMPONENT + "/environments/dev/workloads")
                        .status())
                .isEqualTo(403);
        assertThat(stage.as("petra")
                        .get(COMPONENT + "/environments/dev/workloads")
                        .status())
                .isEqualTo(200);
        assertThat(orders.deploy("petra", "dev", "orders:1").message()).contains("break-glass");
    }

    @Test
    @Order(6)
    void productionIsClosedAsLongAsRulesAreBroken() {
        var refused = stage.as("olga").post(COMPONENT + "/environments/dev/promote", Json.object());

        assertThat(refused.status()).as("%s", refused).isEqualTo(409);
        assertThat(refused.message()).contains("BR-13").contains("BR-15").doesNotContain("BR-01");
    }

    @Test
    @Order(7)
    void olgaMendsOneRuleAndIsGrantedAWaiverForTheOther() throws Exception {
        var clone = orders.clone("mending");
        var kustomization = clone.resolve("deploy/kustomization.yaml");
        var image = stage.image("orders:2").split("@", 2);
        Files.writeString(
                kustomization,
                Files.readString(kustomization)
                        .replaceFirst("newName: .*", "newName: " + image[0])
                        .replaceFirst("newTag: .*", "digest: " + image[1]));
        Stage.run(clone, "git", "commit", "-qam", "Pin what runs");
        Stage.run(clone, "git", "push", "-q");
        eventually(() -> orders.result("BR-13"), result -> result.equals("pass"));

        var waiver = stage.as("olga")
                .post(
                        PLATFORM + "/waivers",
                        Json.object()
                                .put("component", REF)
                                .put("rule", "BR-15")
                                .put("reason", "The restore is being written")
                                .put(
                                        "expiresAt",
                                        stage.clock
                                                .instant()
                                                .plus(Duration.ofHours(2))
                                                .toString()));
        var id = waiver.json().path("id").asString();
        assertThat(stage.as("pavel")
                        .post(PLATFORM + "/waivers/" + id + "/approve", Json.object())
                        .status())
                .isEqualTo(403);
        assertThat(stage.as("petra")
                        .post(PLATFORM + "/waivers/" + id + "/approve", Json.object())
                        .status())
                .isEqualTo(200);

        eventually(() -> orders.result("BR-15"), result -> result.equals("waived"));
    }

    @Test
    @Order(8)
    void nowItIsPromotedToProduction() throws Exception {
        stage.applyFirst(folder.resolve("mending/deploy/deployment.yaml"), SERVICE + "-prod", stage.image("orders:1"));
        eventually(() -> orders.environment("prod"), seen -> orders.ready(seen) >= 2);

        var over = stage.as("olga")
                .over(stage.as("olga")
                        .post(
                                COMPONENT + "/environments/dev/promote",
                                Json.object().put("reason", "It is good")));

        assertThat(over.path("status").asString()).as("%s", over).isEqualTo("succeeded");
        assertThat(over.path("environment").asString()).isEqualTo("prod");
        assertThat(over.path("image").asString()).isEqualTo(stage.image("orders:2"));
    }

    @Test
    @Order(9)
    void aBadVersionFailsItsProbeAndIsRolledBack() {
        // The whole progress deadline is ten minutes; the team does not wait for it.
        var bad = orders.deploy("olga", "dev", "orders:3");
        assertThat(bad.status()).isEqualTo(202);
        eventually(() -> orders.podWith("orders:3"), name -> !name.isEmpty());

        var back = stage.as("olga")
                .over(stage.as("olga")
                        .post(
                                COMPONENT + "/environments/dev/rollback",
                                Json.object().put("reason", "Its probe fails")));

        var given = stage.as("olga")
                .get(PLATFORM + "/deployments/" + bad.json().path("id").asString())
                .json();
        assertThat(back.path("status").asString()).as("%s", back).isEqualTo("succeeded");
        assertThat(back.path("image").asString()).isEqualTo(stage.image("orders:2"));
        assertThat(given.path("status").asString()).as("%s", given).isIn("failed", "superseded");
    }

    @Test
    @Order(10)
    void olgaScalesWithinWhatContractAndQuotaAllow() {
        var over = stage.as("olga")
                .over(stage.as("olga")
                        .post(
                                COMPONENT + "/environments/dev/scale",
                                Json.object().put("replicas", 3)));
        var tooMany = stage.as("olga")
                .post(COMPONENT + "/environments/dev/scale", Json.object().put("replicas", 50));
        var tooFew = stage.as("olga")
                .post(COMPONENT + "/environments/prod/scale", Json.object().put("replicas", 1));

        assertThat(over.path("status").asString()).as("%s", over).isEqualTo("succeeded");
        assertThat(tooMany.message()).contains("quota");
        assertThat(tooFew.message()).contains("at least 2");
    }

    @Test
    @Order(11)
    void theFiguresKnowNoHandOver() {
        var dora = stage.as("olga").get(PLATFORM + "/dora?component=" + REF).json();
        var onCall = stage.as("pavel")
                .get(PLATFORM + "/who-is-on-call/component/default/" + SERVICE)
                .json();

        var total = dora.path("total");
        assertThat(total.path("handOvers").asInt(-1)).as("%s", total).isZero();
        assertThat(total.path("unknownStarters").asInt(-1)).isZero();
        assertThat(total.path("failedChanges").asInt()).isEqualTo(1);
        assertThat(total.at("/timeToRestore/measured").asInt()).isEqualTo(1);
        assertThat(onCall.path("url").asString()).endsWith("/team-orders");
    }

    @Test
    @Order(12)
    void whatSomebodyChangesByHandInTheNamespaceIsPutRight() {
        stage.cluster
                .network()
                .networkPolicies()
                .inNamespace(SERVICE + "-dev")
                .withName("default-deny")
                .delete();

        eventually(
                () -> stage.cluster
                                .network()
                                .networkPolicies()
                                .inNamespace(SERVICE + "-dev")
                                .withName("default-deny")
                                .get()
                        != null,
                isThere -> isThere);
    }

    @Test
    @Order(13)
    void petraBreaksTheGlassAndItCloses() {
        var grant = stage.as("petra")
                .post(
                        PLATFORM + "/break-glass",
                        Json.object()
                                .put("component", REF)
                                .put("environment", "prod")
                                .put("reason", "The node is full, moving pods by hand")
                                .put("minutes", 30));
        assertThat(grant.status()).as("%s", grant).isEqualTo(201);
        eventually(() -> orders.mayDeploy("petra", "prod"), may -> may);

        stage.clock.forward(Duration.ofMinutes(31));

        eventually(() -> orders.mayDeploy("petra", "prod"), may -> !may);
        var second = stage.as("petra")
                .post(
                        PLATFORM + "/break-glass",
                        Json.object()
                                .put("component", REF)
                                .put("environment", "dev")
                                .put("reason", "Looking at it together with Olga")
                                .put("minutes", 30));
        var ended = stage.as("olga")
                .delete(PLATFORM + "/break-glass/" + second.json().path("id").asString());
        assertThat(ended.status()).as("%s", ended).isEqualTo(200);
    }

    @Test
    @Order(14)
    void theWaiverLapsesByItself() {
        stage.clock.forward(Duration.ofHours(2));

        eventually(() -> orders.result("BR-15"), result -> result.equals("fail"));
        assertThat(stage.as("olga")
                        .post(COMPONENT + "/environments/dev/promote", Json.object())
                        .message())
                .contains("BR-15");
    }

    @Test
    @Order(15)
    void aNewContractComesAndTheOldOneCannotGoWhileSomebodyNeedsIt() throws Exception {
        var v1 = Files.readString(stage.catalog.resolve("contract-v1.yaml"));
        stage.put(
                "contract-v2.yaml",
                v1.replace("contract: v1", "contract: v2").replace("platform-contract-v1", "platform-contract-v2"));
        stage.put(
                "contract-v1.yaml",
                v1.replace("lifecycle: production", "lifecycle: deprecated")
                        .replace("stage: ga", "stage: deprecated\n    sunsetAt: 2028-01-01"));
        stage.refreshCatalog();
        eventually(() -> orders.stageOf("v2") + " " + orders.stageOf("v1"), seen -> seen.equals("ga deprecated"));

        var consumers =
                stage.as("petra").get(PLATFORM + "/contracts/v1/consumers").json();
        assertThat(consumers
                        .path("items")
                        .valueStream()
                        .map(each -> each.path("component").asString()))
                .contains(REF);

        stage.put("contract-v1.yaml", "");
        stage.refreshCatalog();
        var refused = eventually(
                () -> orders.contract("v1"),
                seen -> seen.path("refused").path("gone").asBoolean(false));
        assertThat(refused.path("inForce").asBoolean()).isTrue();
        assertThat(refused.toString()).contains("consume");
    }

    @Test
    @Order(16)
    void theServiceMovesToAnotherTeamAndTheRightsWithIt() throws Exception {
        var transfer = stage.as("olga")
                .post(
                        PLATFORM + "/transfers",
                        Json.object()
                                .put("component", REF)
                                .put("to", "group:default/team-payments")
                                .put("reason", "Orders belong to payments"));
        assertThat(transfer.status()).as("%s", transfer).isEqualTo(201);
        var accept = PLATFORM + "/transfers/" + transfer.json().path("id").asString() + "/accept";
        assertThat(stage.as("olga").post(accept, Json.object()).status()).isEqualTo(403);
        assertThat(stage.as("pavel").post(accept, Json.object()).status()).isEqualTo(200);

        var clone = orders.clone("moving");
        var descriptor = clone.resolve("catalog-info.yaml");
        Files.writeString(
                descriptor,
                Files.readString(descriptor)
                        .replace("group:default/team-orders", "group:default/team-payments")
                        .replace("schedules/team-orders", "schedules/team-payments"));
        Stage.run(clone, "git", "commit", "-qam", "Move to team-payments");
        Stage.run(clone, "git", "push", "-q");

        eventually(() -> orders.mayDeploy("pavel", "prod"), may -> may);
        eventually(() -> orders.mayDeploy("olga", "prod"), may -> !may);
        assertThat(orders.deploy("olga", "dev", "orders:1").status()).isEqualTo(403);
        assertThat(stage.as("pavel")
                        .get(PLATFORM + "/who-is-on-call/component/default/" + SERVICE)
                        .json()
                        .path("url")
                        .asString())
                .endsWith("/team-payments");
    }
}
