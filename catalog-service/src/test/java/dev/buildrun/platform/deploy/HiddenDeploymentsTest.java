package dev.buildrun.platform.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.platform.testing.ApiServerFake;
import dev.buildrun.platform.testing.SupportHarness;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who may not read a component is not told what was done with it. */
class HiddenDeploymentsTest {
    private static final String PLATFORM = "/api/buildrun/platform/";
    private static final String ORDERS = PLATFORM + "components/component/default/orders/environments/dev/deployments";

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

    private JsonNode get(String path) {
        var answer = harness.get("pavel", PLATFORM + path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void areNeitherListedNorFound() throws Exception {
        var asked = harness.post("olga", ORDERS, Json.write(Json.object().put("image", DeployRoutesTest.image('1'))));
        harness.finished(asked.json(), Duration.ofSeconds(60));
        assertThat(get("deployments?limit=1").path("items")).hasSize(1);

        harness.hide("component:default/orders");

        assertThat(get("deployments?limit=1").path("items")).isEmpty();
        assertThat(get("deployments?component=orders").has("nextCursor")).isFalse();
        assertThat(harness.get(
                                "pavel",
                                PLATFORM + "deployments/"
                                        + asked.json().path("id").asString())
                        .status())
                .isEqualTo(404);
    }
}
