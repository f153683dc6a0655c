package dev.buildrun.platform.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.platform.testing.ApiServerFake;
import dev.buildrun.platform.testing.SupportHarness;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    private static String to(String component, String below) {
        return PLATFORM + "components/component/default/" + component + "/environments" + below;
    }

    private static String body(String below) {
        return switch (below) {
            case "/dev/deployments" -> "{\"image\":\"" + DeployRoutesTest.image('1') + "\"}";
            case "/dev/scale" -> "{\"replicas\":2}";
            default -> "{}";
        };
    }

    private String told(String method, String component, String below) {
        var answer = method.equals("GET")
                ? harness.get("olga", to(component, below))
                : harness.post("olga", to(component, below), body(below));
        return answer.status() + " " + answer.json().at("/error/message").asString();
    }

    /** Not even for its owner, whose token may be good for less. */
    @ParameterizedTest
    @CsvSource({
        "GET, ''",
        "GET, /dev",
        "GET, /dev/workloads",
        "GET, /dev/events",
        "GET, /dev/pods/orders-1-a/log",
        "POST, /dev/deployments",
        "POST, /dev/promote",
        "POST, /dev/rollback",
        "POST, /dev/restart",
        "POST, /dev/scale"
    })
    void areOfAComponentThatIsNotThere(String method, String below) {
        harness.hide("component:default/orders");

        assertThat(told(method, "orders", below)).isEqualTo("404 No entity component:default/orders");
        assertThat(told(method, "nothing", below)).isEqualTo("404 No entity component:default/nothing");
        assertThat(harness.get("pavel", to("orders", "")).status()).isEqualTo(404);
    }
}
