package dev.buildrun.platform.deploy;

import dev.buildrun.platform.team.TeamRights;
import dev.buildrun.platform.testing.ApiServerFake;
import dev.buildrun.platform.testing.SupportHarness;
import dev.buildrun.platform.testing.SupportHarness.Setting;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The service {@code orders}, which runs in {@code dev} and keeps all rules. */
final class OneService {
    private OneService() {}

    /** @param cluster where it runs already, with {@code image('0')} of {@link DeployRoutesTest} */
    static SupportHarness on(ApiServerFake cluster) {
        return on(cluster, (_, _) -> List.of(), (_, _, _) -> false, new ManualClock(Instant.now()));
    }

    /** The same where rules are broken, or the glass. */
    static SupportHarness on(
            ApiServerFake cluster, ConformanceGate gate, TeamRights.BreakGlass breakGlass, Clock clock) {
        cluster.putOrders("dev", DeployRoutesTest.image('0'));
        return new SupportHarness(
                TestDatabase.create(),
                new Setting(
                        DeployRoutesTest.CATALOG,
                        DeployRoutesTest.contract(),
                        Map.of("local", cluster.client()),
                        "{}",
                        gate,
                        breakGlass,
                        clock));
    }
}
