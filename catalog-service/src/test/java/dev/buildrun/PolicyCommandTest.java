package dev.buildrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    private int run(String yaml) throws Exception {
        var file = Files.writeString(folder.resolve("cases.yaml"), yaml);
        return command("policy", "test", file.toString());
    }

    private int command(String... arguments) {
        return new PolicyCommand(new PrintStream(output, true, StandardCharsets.UTF_8)).run(arguments);
    }

    private String said() {
        return output.toString(StandardCharsets.UTF_8);
    }

    @Test
    void triesTheUsualPolicyAgainstCases() throws Exception {
        var status = run("""
                roles: {platform-team: [group:default/platform]}
                cases:
                  - name: owners delete
                    user: user:default/ada
                    groups: [group:default/team-a]
                    permission: catalog.entity.delete
                    entity: {kind: Component, metadata: {name: web}, spec: {owner: team-a}}
                    expect: allow
                  - name: others do not
                    user: user:default/eve
                    permission: catalog.entity.delete
                    entity: {kind: Component, metadata: {name: web}, spec: {owner: team-a}}
                    expect: deny
                  - name: it depends
                    user: user:default/eve
                    permission: catalog.entity.delete
                    expect: conditions
                  - name: the platform team administers
                    user: user:default/pat
                    groups: [group:default/platform]
                    permission: {name: buildrun.platform.administer, action: update}
                    expect: allow
                """);

        assertThat(said())
                .contains("ok    owners delete: allow (rule \"the owner's members change, refresh and delete\")")
                .endsWith("4 cases, 0 failed" + System.lineSeparator());
        assertThat(status).isZero();
    }

    @Test
    void failsWhereACaseIsOtherThanExpected() throws Exception {
        Files.writeString(folder.resolve("mine.yaml"), "{rules: [{name: nothing goes, effect: deny}]}");

        var status = run("""
                policy: mine.yaml
                cases: [{name: reading, user: user:default/ada, permission: catalog.entity.read, expect: allow}]
                """);

        assertThat(said())
                .contains("FAIL  reading: expected allow, found deny (rule \"nothing goes\")")
                .contains("1 cases, 1 failed");
        assertThat(status).isEqualTo(1);
    }

    @Test
    void saysWhatItCannotUse() throws Exception {
        assertThat(run("{cases: [{user: user:default/ada, permission: unheard, expect: allow}]}"))
                .isEqualTo(2);
        assertThat(run("{policy: {rules: [{effect: perhaps}]}, cases: []}")).isEqualTo(2);
        assertThat(command("policy", "test", folder.resolve("nowhere").toString()))
                .isEqualTo(2);
        assertThat(command("policy")).isEqualTo(2);
        assertThat(said())
                .contains("cases[0].permission: expected a permission")
                .contains("policy.rules[0].effect: expected allow, deny or conditions")
                .contains("can't read")
                .contains("Usage: buildrun policy test FILE");
    }
}
