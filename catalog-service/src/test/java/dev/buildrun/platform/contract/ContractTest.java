package dev.buildrun.platform.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.platform.contract.Contract.Parsed;
import dev.buildrun.platform.contract.EnvironmentTerms.Gate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractTest {
    private static Contract good(String text) {
        var parsed = Contract.parse(text);
        assertThat(parsed).isInstanceOf(Parsed.Good.class);
        return ((Parsed.Good) parsed).contract();
    }

    private static List<String> problems(String text) {
        return switch (Contract.parse(text)) {
            case Parsed.Good(var contract) -> throw new AssertionError("expected problems, found " + contract);
            case Parsed.Bad(var problems) -> problems;
        };
    }

    @Test
    void needsNothingButAVersion() {
        var contract = good("contract: v1");

        assertThat(contract.stage()).isEqualTo(Stage.GA);
        assertThat(contract.rules()).isEmpty();
        assertThat(contract.runtime().podSecurity().level()).isEqualTo(RuntimeTerms.PodSecurity.Level.RESTRICTED);
    }

    @Test
    void ordersEnvironmentsByPromotion() {
        var contract = good("""
                contract: v1
                environments:
                  - {name: prod, order: 30, promotion: {gate: conformance}}
                  - {name: dev, order: 10, quota: {requests.cpu: 4, requests.memory: 8Gi}}
                """);

        assertThat(contract.environments()).extracting(EnvironmentTerms::name).containsExactly("dev", "prod");
        assertThat(contract.promotedFrom("prod"))
                .contains(contract.environments().getFirst());
        assertThat(contract.promotedFrom("dev")).isEmpty();
        assertThat(contract.environments().getLast().promotion().gate()).isEqualTo(Gate.CONFORMANCE);
        assertThat(contract.environments().getFirst().quota()).containsEntry("requests.cpu", "4");
    }

    @Test
    void namesThePathOfEverythingThatIsWrong() {
        assertThat(problems("""
                stage: finished
                since: yesterday
                workload: {probes: {required: [readiness, sanity]}}
                runtime: {kubernetes: {max: 1.34}}
                environments:
                  - {name: dev, order: first}
                  - {name: dev, order: 20, promotion: {from: qa}, quota: {pods: many}}
                rules: [{id: BR-01}]
                bindngs: {}
                """))
                .containsExactlyInAnyOrder(
                        "bindngs: not a term of the contract; expected one of contract, stage, since, sunsetAt, owner,"
                                + " runtime, workload, observability, bindings, network, environments, support, rules",
                        "environments[0].order: expected a whole number from 0 to 1000000, found \"first\"",
                        "environments[1].quota.pods: expected a quantity such as 500m or 2Gi, found \"many\"",
                        "rules[0].message: expected a string, found nothing",
                        "rules[0].expression: expected a string, found nothing",
                        "environments[1]: expected a name that is not taken, found dev again",
                        "environments[1].promotion.from: expected an environment with a lower order, found qa",
                        "contract: expected a string, found nothing",
                        "stage: expected one of alpha, beta, ga, deprecated, removed, found \"finished\"",
                        "since: expected a day such as 2026-03-02, found \"yesterday\"",
                        "runtime.kubernetes.max: expected a string (put it in quotes), found 1.34",
                        "workload.probes.required[1]: expected one of liveness, readiness, startup, found \"sanity\"");
    }

    @Test
    void saysWhatIsNotYaml() {
        assertThat(problems("contract: [")).singleElement().asString().startsWith("Expected YAML: ");
        assertThat(problems("- v1")).contains("document: expected a map, found [\"v1\"]");
        assertThat(problems("")).containsExactly("Expected exactly one YAML document, found 0");
    }

    @Test
    void hasOneBuiltInForThoseWhoHaveNone() {
        assertThat(Contract.BUILT_IN.environments())
                .extracting(EnvironmentTerms::name)
                .containsExactly("dev", "prod");
        assertThat(Contract.BUILT_IN.environments().getLast().limits().max()).containsEntry("memory", "4Gi");
    }
}
