package dev.buildrun.platform.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.testing.CatalogOf;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlatformRightsTest {
    private static final Caller OWNER = user("ada", "group:default/team-orders", "group:default/commerce");
    private static final Caller OTHER = user("bob", "group:default/team-billing");
    private static final Caller PLATFORM = user("pat", "group:default/platform-team");
    private static final Caller PROGRAM = new Caller.Service("external:ci");
    private static final String ORDERS = "component:default/orders";

    private final CatalogOf catalog = CatalogOf.yaml("""
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: platform, namespace: platform}
            spec: {type: platform, lifecycle: production, owner: group:default/platform-team}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: orders}
            spec: {type: service, lifecycle: production, owner: team-orders}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: shop}
            spec: {type: service, lifecycle: production, owner: commerce}
            """);
    private final PlatformRights rights =
            new PlatformRights(catalog::snapshot, Platforms::claimed, (_, _, _) -> Decision.ALLOW);

    private static Caller user(String name, String... groups) {
        return new Caller.User("user:default/" + name, List.of(groups));
    }

    @Test
    void ownersAreThoseInTheGroupThatOwnsTheEntity() {
        assertThat(rights.isOwner(OWNER, ORDERS)).isTrue();
        assertThat(rights.isOwner(OWNER, "component:default/shop")).isTrue();
        assertThat(rights.isOwner(OTHER, ORDERS)).isFalse();
        assertThat(rights.isOwner(PLATFORM, ORDERS)).isFalse();
        assertThat(rights.isOwner(new Caller.Anonymous(), ORDERS)).isFalse();
        assertThat(rights.isOwner(PROGRAM, ORDERS)).isTrue();
    }

    @Test
    void thePlatformTeamOwnsThePlatform() {
        assertThat(rights.isPlatformTeam(PLATFORM)).isTrue();
        assertThat(rights.isPlatformTeam(OWNER)).isFalse();
        assertThat(rights.isPlatformTeam(new Caller.Anonymous())).isFalse();
    }

    @Test
    void whoeverCallsAComponentAPlatformIsNoPlatformTeamByThat() {
        catalog.put("""
                apiVersion: backstage.io/v1alpha1
                kind: Component
                metadata: {name: mine}
                spec: {type: platform, lifecycle: production, owner: team-billing}
                """);
        var first = new PlatformRights(
                catalog::snapshot, _ -> List.of("component:platform/platform"), (_, _, _) -> Decision.ALLOW);

        assertThat(first.isPlatformTeam(OTHER)).isFalse();
        assertThat(first.isPlatformTeam(PLATFORM)).isTrue();
    }

    @Test
    void saysWhoCould() {
        assertThatThrownBy(() -> rights.requireOwner(OTHER, ORDERS))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(ErrorKind.NOT_ALLOWED))
                .hasMessage("Only the owners of component:default/orders may do this (that is"
                        + " group:default/team-orders); user:default/bob may not");
        assertThatThrownBy(() -> rights.requirePlatformTeam(OWNER))
                .hasMessage("Only the platform team may do this (that is group:default/platform-team);"
                        + " user:default/ada may not");
    }

    @Test
    void hidesWhatMayNotBeReadAndGivesNothingThatThePolicyForbids() {
        var closed = new PlatformRights(catalog::snapshot, Platforms::claimed, (_, _, _) -> Decision.DENY);

        assertThatThrownBy(() -> closed.requireOwner(OWNER, ORDERS))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(ErrorKind.NOT_FOUND));
        assertThat(closed.isPlatformTeam(PLATFORM)).isFalse();
        assertThat(closed.isOwner(PROGRAM, ORDERS)).isFalse();
    }
}
