package dev.buildrun.platform.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityTest {
    private static final String BEFORE = """
            contract: v1
            runtime: {kubernetes: {min: "1.30", max: "1.34"}, podSecurity: {level: baseline}, architectures: [amd64, arm64]}
            workload:
              probes: {required: [liveness]}
              user: any
              images: {registries: [a.example, b.example], pinnedBy: tag}
              shutdown: {maxSeconds: 60}
            bindings: {postgres: {type: postgresql, required: [host, port], optional: [ca], plans: [small, large]}}
            network: {egress: [dns, declared-dependencies, internet], loadBalancers: 1}
            environments:
              - {name: dev, order: 10, exec: true, quota: {pods: "30", requests.memory: 8Gi}}
              - {name: prod, order: 30, replicas: {min: 1}}
            support: {required: [oncall]}
            rules:
              - {id: BR-01, message: one, expression: 'true'}
              - {id: BR-02, message: two, expression: 'true', severity: warning}
            """;

    private static Contract contract(String text) {
        return switch (Contract.parse(text)) {
            case Contract.Parsed.Good(var contract) -> contract;
            case Contract.Parsed.Bad(var problems) -> throw new AssertionError(problems.toString());
        };
    }

    private static List<String> problems(String old, String now) {
        assertThat(BEFORE).contains(old);
        return Compatibility.problems(contract(BEFORE), contract(BEFORE.replace(old, now)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[liveness] | [liveness, startup] | workload.probes.required: startup was made required",
                "user: any | user: non-root | workload.user: was made stricter, from any to non-root",
                "[a.example, b.example] | [a.example] | workload.images.registries: b.example was taken away",
                "pinnedBy: tag | pinnedBy: digest | workload.images.pinnedBy: was made stricter, from tag to digest",
                "maxSeconds: 60 | maxSeconds: 30 | workload.shutdown.maxSeconds: was lowered from 60 to 30",
                "max: \"1.34\" | max: \"1.33\" | runtime.kubernetes.max: was changed from 1.34 to 1.33",
                "level: baseline | level: restricted | runtime.podSecurity.level: was made stricter, from baseline to restricted",
                "[amd64, arm64] | [amd64] | runtime.architectures: arm64 was taken away",
                "[host, port] | [host] | bindings.postgres.required: port was taken away",
                "optional: [ca], | `` | bindings.postgres.optional: ca was taken away",
                "[small, large] | [large] | bindings.postgres.plans: small was taken away",
                "postgres: {type | mysql: {type | bindings: postgres was taken away",
                ", internet] | ] | network.egress: internet was taken away",
                "loadBalancers: 1 | loadBalancers: 0 | network.loadBalancers: was lowered from 1 to 0",
                "name: dev | name: test | environments: dev was taken away",
                "quota: {pods | teamBudget: {pods: 9}, quota: {pods | environments.dev.teamBudget.pods: a limit of 9 was added",
                "8Gi | 4096Mi | environments.dev.quota.requests.memory: was lowered from 8Gi to 4096Mi",
                "exec: true | exec: false | environments.dev.exec: was taken away",
                "min: 1 | min: 2 | environments.prod.replicas.min: was raised from 1 to 2",
                "[oncall] | [oncall, runbook] | support.required: runbook was made required",
                "message: two, expression: 'true', severity: warning | message: two, expression: 'true' | rules.BR-02.severity: was raised to error",
            })
    void namesWhatWasTakenAwayOrMadeRequired(String old, String now, String problem) {
        assertThat(problems(old, now == null ? "" : now)).contains(problem);
    }

    @Test
    void aChangedOrNewRuleOfSeverityErrorMayAskForMore() {
        assertThat(problems("message: one, expression: 'true'", "message: one, expression: 'false'"))
                .singleElement()
                .asString()
                .startsWith("rules.BR-01.expression: was changed");
        assertThat(problems("rules:\n", "rules:\n  - {id: BR-09, message: nine, expression: 'true'}\n"))
                .singleElement()
                .asString()
                .startsWith("rules.BR-09: a rule of severity error was added");
    }

    @Test
    void anEnvironmentInBetweenChangesTheWayToProduction() {
        assertThat(problems("  - {name: prod", "  - {name: staging, order: 20}\n  - {name: prod"))
                .containsExactly("environments.prod.promotion.from: was changed from dev to staging");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[liveness] | []",
                "[small, large] | [small, large, huge]",
                "required: [host, port] | required: [host, port, user]",
                "optional: [ca] | optional: [ca, options]",
                "{pods: \"30\", requests.memory: 8Gi} | {pods: \"60\", requests.memory: 9000Mi}",
                "8Gi | 8192Mi",
                "[a.example, b.example] | []",
                "message: one | message: another",
                "level: baseline | level: privileged",
            })
    void whatNobodyHasToDoAnythingForIsNoProblem(String old, String now) {
        assertThat(problems(old, now)).isEmpty();
    }

    @Test
    void aNewRuleMayComeAsAWarning() {
        assertThat(problems(
                        "rules:\n", "rules:\n  - {id: BR-09, message: nine, expression: 'true', severity: warning}\n"))
                .isEmpty();
    }
}
