package dev.buildrun.platform.process;

import static dev.buildrun.platform.testing.PlatformHarness.contract;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.process.CatalogRules;
import dev.buildrun.catalog.process.Processing;
import dev.buildrun.catalog.process.ProcessingOutcome;
import dev.buildrun.catalog.process.ProcessorCache;
import dev.buildrun.catalog.process.UnprocessedEntity;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.catalog.push.NothingRead;
import dev.buildrun.json.Yaml;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.ContractInForce;
import dev.buildrun.platform.contract.ContractsInForce;
import dev.buildrun.platform.rule.Expressions;
import dev.buildrun.platform.testing.CatalogOf;
import dev.buildrun.platform.testing.PlatformHarness;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PlatformProcessorTest {
    private static final String V1 = "contract: v1\nworkload: {probes: {required: [liveness]}}\n";

    private final CatalogOf catalog = CatalogOf.yaml(PlatformHarness.ORGANISATION);
    private ContractsInForce inForce = ContractsInForce.NONE;

    private List<String> errors(String yaml) {
        var urls = new KnownHosts(Map.of(), null);
        var processors = new ArrayList<>(BuiltInProcessors.withoutFiles(new NothingRead(), urls));
        processors.add(new PlatformProcessor(
                catalog::snapshot,
                () -> inForce,
                1,
                new Expressions(),
                Clock.fixed(PlatformHarness.START, ZoneOffset.UTC)));
        var json = (ObjectNode) Yaml.read(yaml);
        json.withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put("backstage.io/managed-by-location", "url:https://a.test/x.yaml")
                .put("backstage.io/managed-by-origin-location", "url:https://a.test/x.yaml");
        var outcome = new Processing(processors, CatalogRules.DEFAULT, urls)
                .process(UnprocessedEntity.of(Entity.of(json), "url:https://a.test/x.yaml"), ProcessorCache.EMPTY);
        return outcome instanceof ProcessingOutcome.Failed failed
                ? failed.errors().stream().map(EntityError::message).toList()
                : List.of();
    }

    private void publish(String definition) {
        var contract = ((Contract.Parsed.Good) Contract.parse(definition)).contract();
        inForce = new ContractsInForce(List.of(new ContractInForce(
                "api:platform/contract-v1", contract, definition, PlatformHarness.START, null, null)));
    }

    @Test
    void aTextThatIsNoContractIsRefusedWithThePaths() {
        assertThat(errors(contract("contract-v1", "production", V1))).isEmpty();
        assertThat(errors(contract("contract-v1", "production", "contract: v1\nenvironments: [{name: dev, order: x}]")))
                .singleElement()
                .asString()
                .contains("spec.definition: environments[0].order: expected a whole number");
        assertThat(errors(contract("contract-v1", "experimental", V1)))
                .singleElement()
                .asString()
                .contains("stage: expected spec.lifecycle to be production, as ga has it; found experimental");
        assertThat(errors(contract(
                        "contract-v1", "production", V1 + "rules: [{id: BR-01, message: x, expression: 'a ='}]")))
                .singleElement()
                .asString()
                .contains("rules[0].expression: ");
    }

    @Test
    void aChangeThatBreaksThePromiseIsRefused() {
        publish(V1);

        assertThat(errors(contract("contract-v1", "production", V1))).isEmpty();
        assertThat(errors(contract("contract-v1", "production", V1.replace("[liveness]", "[liveness, readiness]"))))
                .singleElement()
                .asString()
                .contains("workload.probes.required: readiness was made required");
        assertThat(errors(contract("contract-v1", "production", V1 + "support: {required: []}")))
                .isEmpty();
    }

    @Test
    void aSecondPlatformIsRefusedAndTheFirstIsNot() {
        var second = """
                apiVersion: backstage.io/v1alpha1
                kind: Component
                metadata: {name: mine}
                spec: {type: platform, lifecycle: production, owner: team-orders}
                """;

        assertThat(errors(second))
                .singleElement()
                .asString()
                .contains("BR-00: there is one platform, component:platform/platform");
        assertThat(errors(second.replace("name: mine", "name: platform, namespace: platform")))
                .isEmpty();
    }
}
