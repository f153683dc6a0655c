package dev.buildrun.access.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
    private static final Map<String, Set<String>> RULES = Map.of(
            "catalog-entity", Set.of("IS_ENTITY_OWNER", "HAS_LABEL"), "scaffolder-task", Set.of("IS_TASK_OWNER"));
    private static final Policy.Roles ROLES =
            new Policy.Roles(Map.of("platform-team", List.of("group:default/platform")));
    private static final Caller.User ADA =
            new Caller.User("user:default/ada", List.of("user:default/ada", "group:default/team-a"));
    private static final Caller.User PAT =
            new Caller.User("user:default/pat", List.of("user:default/pat", "group:default/platform"));
    private static final Permission READ = new Permission("catalog.entity.read", "read", "catalog-entity");
    private static final Permission DELETE = new Permission("catalog.entity.delete", "delete", "catalog-entity");
    private static final Permission CANCEL = new Permission("scaffolder.task.cancel", null, "scaffolder-task");

    private final Policy buildRun = Policy.buildRun(RULES, ROLES);

    private static Policy policy(String yaml) {
        return Policy.read(Yaml.read(yaml), "policy", RULES, ROLES);
    }

    private static String criteria(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Conditional.class);
        return Json.write(((Decision.Conditional) decision).criteria().json("catalog-entity"))
                .replace("\"resourceType\":\"catalog-entity\",", "");
    }

    @Test
    void letsEverybodyReadAndOwnersDelete() {
        assertThat(buildRun.decide(ADA, READ)).isEqualTo(Decision.ALLOW);
        assertThat(criteria(buildRun.decide(ADA, DELETE)))
                .isEqualTo(
                        "{\"rule\":\"IS_ENTITY_OWNER\",\"params\":{\"claims\":[\"user:default/ada\",\"group:default/team-a\"]}}");
        assertThat(criteria(buildRun.decide(ADA, CANCEL)))
                .contains("\"params\":{\"createdBy\":[\"user:default/ada\"]}");
    }

    @Test
    void letsThePlatformTeamDoEverything() {
        assertThat(buildRun.decide(PAT, DELETE)).isEqualTo(Decision.ALLOW);
        assertThat(buildRun.decide(PAT, new Permission("catalog.location.delete", "delete", null)))
                .isEqualTo(Decision.ALLOW);
    }

    @Test
    void refusesWhatNoRuleSpeaksOf() {
        assertThat(buildRun.decide(ADA, new Permission("catalog.location.delete", "delete", null)))
                .isEqualTo(Decision.DENY);
        assertThat(buildRun.decide(ADA, new Permission("unheard.of", null, null)))
                .isEqualTo(Decision.DENY);
    }

    @Test
    void takesTheFirstRuleThatFits() {
        var policy = policy("""
                rules:
                  - {permissions: catalog.entity.delete, effect: deny, when: "caller.userEntityRef == 'user:default/ada'"}
                  - {permissions: ['catalog.*'], effect: allow}
                """);

        assertThat(policy.decide(ADA, DELETE)).isEqualTo(Decision.DENY);
        assertThat(policy.decide(ADA, READ)).isEqualTo(Decision.ALLOW);
        assertThat(policy.decide(PAT, DELETE)).isEqualTo(Decision.ALLOW);
    }

    @Test
    void takesWhatCannotBeWorkedOutForANo() {
        assertThat(policy("{rules: [{effect: allow, when: \"caller.age > 3\"}]}")
                        .decide(ADA, READ))
                .isEqualTo(Decision.DENY);
        assertThat(policy("{rules: [{effect: deny, when: \"caller.age > 3\"}, {effect: allow}]}")
                        .decide(ADA, READ))
                .isEqualTo(Decision.DENY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            entity.kind == 'Component'                       ~ {"rule":"IS_ENTITY_KIND","params":{"kinds":["Component"]}}
            entity.kind in ['API', 'System']                 ~ {"rule":"IS_ENTITY_KIND","params":{"kinds":["API","System"]}}
            entity.spec.type == 'service'                    ~ {"rule":"HAS_SPEC","params":{"key":"type","value":"service"}}
            'service' == entity.spec.a.b                     ~ {"rule":"HAS_SPEC","params":{"key":"a.b","value":"service"}}
            has(entity.spec.replicas)                        ~ {"rule":"HAS_SPEC","params":{"key":"replicas"}}
            entity.metadata.labels['a/b'] != 'c'             ~ {"not":{"rule":"HAS_LABEL","params":{"label":"a/b","value":"c"}}}
            'x' in entity.metadata.annotations               ~ {"rule":"HAS_ANNOTATION","params":{"annotation":"x"}}
            'go' in entity.metadata.tags                     ~ {"rule":"HAS_METADATA","params":{"key":"tags","value":"go"}}
            caller.userEntityRef in entity.owners            ~ {"rule":"IS_ENTITY_OWNER","params":{"claims":["user:default/ada"]}}
            !(entity.kind == 'A' || entity.spec.b == true)   ~ {"not":{"anyOf":[{"rule":"IS_ENTITY_KIND","params":{"kinds":["A"]}},{"rule":"HAS_SPEC","params":{"key":"b","value":"true"}}]}}
            """)
    void makesCriteriaOfExpressions(String where, String expected) {
        var policy = policy("{rules: [{resourceType: catalog-entity, effect: conditions, where: \"" + where + "\"}]}");

        assertThat(criteria(policy.decide(ADA, READ))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "entity.name == 'x'",
                "entity.spec.size() > 3",
                "entity.spec == 'x'",
                "caller.userEntityRef == 'x'",
                "entity.spec.a == entity.spec.b",
                "entity.spec.a == caller.ownershipRefs",
                "entity.metadata.tags.exists(t, t == 'x')",
                "entity.spec.a ==",
                "entity",
                "true"
            })
    void refusesAnExpressionThatTheIndexCannotAnswer(String where) {
        assertThatThrownBy(() -> policy(
                        "{rules: [{resourceType: catalog-entity, effect: conditions, where: \"" + where + "\"}]}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("policy.rules[0].where: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {rules: []}                                              | policy.rules: expected a list
            {rules: [{effect: allow}], rule: 1}                      | policy.rule: expected rules or roles
            {rules: [{effect: allow, permission: x}]}                | policy.rules[0].permission: expected one of
            {rules: [{effect: maybe}]}                               | policy.rules[0].effect: expected allow, deny
            {rules: [{effect: allow, actions: write}]}               | policy.rules[0].actions: expected some of
            {rules: [{effect: allow, when: "caller."}]}              | policy.rules[0].when:
            {rules: [{effect: allow, where: "entity.kind == 'A'"}]}  | policy.rules[0]: expected conditions or where
            {rules: [{effect: conditions, where: "entity.kind == 'A'"}]} | policy.rules[0].resourceType: expected one of
            {rules: [{effect: conditions, resourceType: catalog-entity, conditions: {rule: IS_RED}}]} | policy.rules[0].conditions: expected a rule of catalog-entity
            {rules: [{effect: conditions, resourceType: catalog-entity, conditions: {rule: HAS_LABEL, params: {label: $caller.mood}}}]} | policy.rules[0].conditions.HAS_LABEL: expected $caller
            """)
    void namesWhatIsWrong(String yaml, String message) {
        assertThatThrownBy(() -> policy(yaml)).hasMessageStartingWith(message);
    }
}
