package dev.buildrun.platform.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.access.Platforms;
import dev.buildrun.platform.team.TeamRights.Role;
import dev.buildrun.platform.testing.CatalogOf;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TeamRightsTest {
    private static final String ORDERS = "component:default/orders";

    /** Two platforms, as the operator may allow. */
    private final CatalogOf catalog = CatalogOf.yaml("""
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: east}, spec: {type: platform, lifecycle: production, owner: team-west-of-east}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: west}, spec: {type: platform, lifecycle: production, owner: platform-team}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: orders}, spec: {type: service, lifecycle: production, owner: team-orders}}
            """);

    private final PlatformRights platform =
            new PlatformRights(catalog::snapshot, Platforms::claimed, (_, _, _) -> Decision.ALLOW);
    private final Teams teams = new Teams(catalog::snapshot, platform::platformTeams);
    private final TeamRights rights = new TeamRights(teams, platform::mayRead, TeamRights.BreakGlass.NEVER);

    @ParameterizedTest
    @CsvSource({"platform-team, PLATFORM", "team-west-of-east, PLATFORM", "team-orders, MEMBER", "team-payments, NONE"})
    void theOwnersOfAllPlatformsAreThePlatformTeamWhereverItIsAsked(String group, Role role) {
        var caller = new Caller.User("user:default/ada", List.of("user:default/ada", "group:default/" + group));

        assertThat(rights.role(caller, ORDERS)).isEqualTo(role);
        assertThat(platform.isPlatformTeam(caller)).isEqualTo(role == Role.PLATFORM);
        assertThat(teams.isPlatform(caller.ownershipRefs())).isEqualTo(role == Role.PLATFORM);
    }
}
