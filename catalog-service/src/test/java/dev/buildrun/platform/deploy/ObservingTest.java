package dev.buildrun.platform.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.platform.testing.ApiServerFake;
import dev.buildrun.platform.testing.ApiServerFake.Mode;
import dev.buildrun.platform.testing.SupportHarness;
import dev.buildrun.testing.Witness;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ObservingTest {
    private static final String ENVIRONMENT =
            "/api/buildrun/platform/components/component/default/orders/environments/dev";
    private static final String DEPLOYMENT = "/apis/apps/v1/namespaces/orders-dev/deployments/orders";
    private static final String OLD = DeployRoutesTest.image('0');
    private static final String NEW = DeployRoutesTest.image('1');

    private final ApiServerFake cluster = new ApiServerFake();
    private SupportHarness harness;

    @BeforeEach
    void start() {
        harness = OneService.on(cluster);
    }

    @AfterEach
    void stop() {
        harness.close();
        cluster.close();
    }

    @Test
    void whatWasThereBeforeADeploymentTakesNothingBackWhenItIsSeenLate() throws InterruptedException {
        var before = cluster.object(DEPLOYMENT).deepCopy();
        cluster.is(Mode.LOSES_ANSWERS);
        var ends = Witness.of(harness.database(), "deployments", "old.status = 'rolling' and new.status <> 'rolling'");

        var pending = harness.post("olga", ENVIRONMENT + "/deployments", "{\"image\":\"" + NEW + "\"}");
        var seenWhilePending = harness.observe("local", before);
        var over = harness.finished(pending.json(), Duration.ofSeconds(60));
        var seenAfterwards = harness.observe("local", before);

        assertThat(pending.json().path("status").asString()).isEqualTo("pending");
        assertThat(List.of(seenWhilePending, seenAfterwards)).containsOnly(false);
        assertThat(over.path("status").asString()).isEqualTo("succeeded");
        assertThat(ends.left()).containsExactly(List.of("- deployment.end succeeded"));
    }

    @Test
    void whatSomebodyPutsBackDuringADeploymentIsSeen() throws InterruptedException {
        cluster.is(Mode.STALLS);
        var seen = Witness.of(harness.database(), "deployments", "tg_op = 'INSERT' and new.status = 'rolling'");
        var rolling = harness.post("olga", ENVIRONMENT + "/deployments", "{\"image\":\"" + NEW + "\"}");
        var back = cluster.object(DEPLOYMENT).deepCopy();
        ((ObjectNode) back.path("metadata")).put("generation", 3);
        ((ObjectNode) back.at("/metadata/annotations")).put("deployment.kubernetes.io/revision", "4");
        ((ObjectNode) back.at("/spec/template/spec/containers/0")).put("image", OLD);

        assertThat(harness.observe("local", back)).isTrue();
        assertThat(seen.left())
                .singleElement()
                .satisfies(
                        rows -> assertThat(rows).singleElement().asString().endsWith(" deployment.observe succeeded"));
        assertThat(harness.finished(rolling.json(), Duration.ofSeconds(60))
                        .path("status")
                        .asString())
                .isEqualTo("superseded");
    }
}
