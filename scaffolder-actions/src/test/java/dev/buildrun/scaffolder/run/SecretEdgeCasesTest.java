package dev.buildrun.scaffolder.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.testing.RunKit;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of secrets in a run, in the corners. */
final class SecretEdgeCasesTest {
    @TempDir
    Path directory;

    private RunKit kit;

    @BeforeEach
    void start() {
        kit = new RunKit(directory);
    }

    private String lines() {
        return String.join("\n", kit.lines());
    }

    @Test
    void hidesASecretAndWhatTheTemplateHasMadeOfIt() throws Exception {
        kit.run("""
                steps: [{id: a, action: echo, input: {text: "user:${{ secrets.token }}@host"}}]
                """, Map.of("token", "open sesame"));

        assertThat(kit.lines()).contains("a|-|info: ***");
    }

    @Test
    void hidesASecretThatAnActionEncodesOrCutsIntoLines() throws Exception {
        kit.run("""
                steps:
                  - {id: a, action: echo, input: {text: "eDpvcGVuIHNlc2FtZQ=="}}
                  - {id: b, action: echo, input: {text: "open ses\\name"}}
                  - {id: c, action: echo, input: {text: "OPEN%20SESAME"}}
                """, Map.of("token", "open sesame"));

        assertThat(kit.lines()).contains("a|-|info: eD***", "b|-|info: ***", "c|-|info: ***");
    }

    @Test
    void leavesASecretOfOneCharacterOrOfBlanksAndIgnoresBlanksAroundOthers() throws Exception {
        kit.run("""
                steps: [{id: a, action: echo, input: {text: "x y token"}}]
                """, Map.of("one", "x", "blank", "   ", "padded", "  token\n"));

        assertThat(kit.lines()).contains("a|-|info: x y ***");
    }

    @Test
    void hidesASecretInTheTasksOutputButHandsItToLaterSteps() throws Exception {
        var result = kit.run("""
                steps:
                  - {id: a, action: echo, input: {text: "${{ secrets.token }}"}}
                  - {id: b, action: echo, input: {text: "${{ steps.a.output.text }}!"}}
                output: {token: "${{ steps.a.output.text }}", "link of ${{ x }}": [{url: "https://h/?t=${{ steps.a.output.text | urlencode }}"}]}
                """, Map.of("token", "open sesame"));

        assertThat(kit.echoed()).containsExactly("open sesame", "open sesame!");
        assertThat(result.event().body().path("output").path("token").asString())
                .isEqualTo("***");
        assertThat(result.event().body().toString())
                .contains("https://h/?t=***")
                .doesNotContain("sesame");
    }

    @Test
    void keepsSecretsOutOfReachOfTheOutput() throws Exception {
        var result = kit.run("steps: []\noutput: {a: \"${{ secrets.token }}\"}\n", Map.of("token", "open sesame"));

        assertThat(result.event().body().path("output")).isEqualTo(Json.object());
    }

    @Test
    void hidesASecretInAnErrorWhateverThrewIt() throws Exception {
        var failed = kit.run("""
                steps: [{id: a, action: fail, input: {text: x, message: "401 for b3BlbiBzZXNhbWU="}}]
                """, Map.of("token", "open sesame"));
        var broken = kit.run("""
                steps: [{id: a, action: bug, input: {text: "${{ secrets.token }}"}}]
                """, Map.of("token", "open sesame"));

        assertThat(failed.event().body().path("error").path("message").asString())
                .isEqualTo("no access with 401 for ***");
        assertThat(broken.event().body().path("error").path("message").asString())
                .isEqualTo("java.lang.IllegalStateException: bug with ***");
        assertThat(lines()).doesNotContain("sesame").doesNotContain("b3BlbiBz");
    }

    @Test
    void hasNoSecretsOfTheEnvironmentInADryRun() throws Exception {
        kit.environment(Map.of(), Map.of("key", "of the environment"));

        kit.dryRun("""
                steps: [{id: a, action: echo, input: {text: "<${{ environment.secrets.key }}>"}}]
                """, Map.of());

        assertThat(kit.echoed()).containsExactly("<>");
    }

    @Test
    void passesColoursAndLineBreaksOn() throws Exception {
        kit.run("steps: [{id: a, action: echo, input: {text: \"one\\ntwo \\e[31mred\"}}]\n");

        assertThat(kit.events().events()).anyMatch(event -> event.message().endsWith("one\ntwo \u001b[31mred"));
    }

    @Test
    void printsNoSecretsAsTextOrAsJson() {
        var secrets = TaskSecrets.of(Json.object().put("token", "open sesame"));

        assertThat(secrets.toString() + String.valueOf(secrets)).doesNotContain("sesame");
        assertThat(asJson(secrets)).doesNotContain("sesame");
    }

    private static String asJson(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (tools.jackson.core.JacksonException exception) {
            return String.valueOf(exception.getMessage());
        }
    }
}
