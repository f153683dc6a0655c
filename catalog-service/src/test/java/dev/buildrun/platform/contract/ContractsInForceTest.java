package dev.buildrun.platform.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.platform.contract.Contract.Parsed;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.testing.CatalogOf;
import dev.buildrun.platform.workspace.WorkspaceConfig;
import dev.buildrun.platform.workspace.WorkspacePlanner;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which contract holds for a component, for its rules and for its workspaces alike. */
class ContractsInForceTest {
    private static final String V1 = "api:platform/contract-v1";
    private static final String V2 = "api:platform/contract-v2";

    private static ContractInForce inForce(
            String ref, String version, String stage, String accepted, @Nullable Instant removed) {
        var text = "contract: " + version + "\nstage: " + stage + "\nenvironments: [{name: of-" + version
                + ", order: 1}]\n" + (stage.equals("deprecated") ? "sunsetAt: 2027-01-01\n" : "");
        var contract = ((Parsed.Good) Contract.parse(text)).contract();
        return new ContractInForce(ref, contract, text, Instant.parse(accepted), null, removed);
    }

    private static String version(ContractsInForce contracts, String... consumed) {
        return contracts.terms(List.of(consumed)).version();
    }

    @Test
    void whoNamesOneIsHeldAgainstIt() {
        var contracts = new ContractsInForce(List.of(
                inForce(V1, "v1", "deprecated", "2026-01-01T00:00:00Z", null),
                inForce(V2, "v2", "ga", "2026-02-01T00:00:00Z", null)));

        assertThat(version(contracts, "api:default/other", V1)).isEqualTo("v1");
        assertThat(contracts.of(List.of(V2, V1)).stream().map(Contract::version))
                .containsExactly("v2", "v1");
    }

    @Test
    void whoNamesNoneFollowsTheNewestInProductionAndElseTheBuiltInOne() {
        var v1 = inForce(V1, "v1", "ga", "2026-01-01T00:00:00Z", null);
        var v2 = inForce(V2, "v2", "ga", "2026-02-01T00:00:00Z", null);
        var beta = inForce(V2, "v2", "beta", "2026-02-01T00:00:00Z", null);

        assertThat(version(ContractsInForce.NONE)).isEqualTo("built-in");
        assertThat(version(new ContractsInForce(List.of(v1, v2)))).isEqualTo("v2");
        assertThat(version(new ContractsInForce(List.of(v1, beta)))).isEqualTo("v1");
        assertThat(version(new ContractsInForce(List.of(beta)))).isEqualTo("built-in");
        assertThat(version(new ContractsInForce(List.of(v1)), "api:default/other"))
                .isEqualTo("v1");
    }

    @Test
    void oneThatWasRemovedHoldsForNobody() {
        var removed = inForce(V1, "v1", "deprecated", "2026-01-01T00:00:00Z", Instant.parse("2026-03-01T00:00:00Z"));

        assertThat(version(new ContractsInForce(List.of(removed)), V1)).isEqualTo("built-in");
    }

    @Test
    void aWorkspaceIsPlannedByTheSame() {
        var catalog = CatalogOf.yaml("""
                {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: team-orders}, spec: {type: build-run-team, children: []}}
                ---
                {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: orders}, spec: {type: service, lifecycle: production, owner: team-orders}}
                """);
        var contracts = new ContractsInForce(List.of(inForce(V1, "v1", "ga", "2026-01-01T00:00:00Z", null)));

        assertThat(planned(catalog, contracts)).containsExactly("orders-of-v1");
    }

    private static List<String> planned(CatalogOf catalog, ContractsInForce contracts) {
        return new WorkspacePlanner(
                        new PlatformModel(catalog.snapshot()),
                        new WorkspacePlanner.Terms(contracts, List.of("group:default/platform-team")),
                        WorkspaceConfig.USUAL,
                        WorkspacePlanner.Names.NONE)
                .ofComponent("component:default/orders").stream()
                        .map(plan -> plan.workspace().namespace())
                        .toList();
    }

    private static CatalogOf consuming(String api) {
        return CatalogOf.yaml("""
                {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: team-orders}, spec: {type: build-run-team, children: []}}
                ---
                {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: orders}, spec: {type: service, lifecycle: production, owner: team-orders, consumesApis: ['%s']}}
                """.formatted(api));
    }

    @Test
    void whoConsumesWhatTheCatalogDoesNotHaveGetsTheUsualWorkspaces() {
        var v1 = inForce(V1, "v1", "ga", "2026-01-01T00:00:00Z", null);
        var catalog = consuming("api:default/stock-levels");

        assertThat(planned(catalog, ContractsInForce.NONE)).containsExactly("orders-dev", "orders-prod");
        assertThat(planned(catalog, new ContractsInForce(List.of(v1)))).containsExactly("orders-of-v1");
    }

    @Test
    void aContractThatNeverWasInForceAndCannotBeReadHoldsNobodyUp() {
        var catalog = consuming(V2).put("""
                {apiVersion: backstage.io/v1alpha1, kind: API, metadata: {name: contract-v2, namespace: platform}, spec: {type: platform-contract, lifecycle: experimental, owner: 'group:default/platform-team', definition: 'contract: [nonsense]'}}
                """);

        assertThat(planned(catalog, ContractsInForce.NONE)).containsExactly("orders-dev", "orders-prod");
    }

    @Test
    void whatARemovedContractGaveStaysWhenTheCatalogLosesIt() {
        var v1 = inForce(V1, "v1", "deprecated", "2026-01-01T00:00:00Z", Instant.parse("2026-03-01T00:00:00Z"));
        var v2 = inForce(V2, "v2", "ga", "2026-02-01T00:00:00Z", null);

        assertThat(planned(consuming(V1), new ContractsInForce(List.of(v1, v2))))
                .containsExactly("orders-of-v1");
    }
}
