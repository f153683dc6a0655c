package dev.buildrun.deploy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptor files that are made to exhaust whoever reads them: refused when tried, and refused when registered. */
@ExtendWith(Attacked.class)
class HostileDescriptorsTest {
    private static final int MEGABYTE = 1 << 20;

    private SmallHeapService service;

    @BeforeEach
    void take(SmallHeapService service) {
        this.service = service;
    }

    /** Both ways in say the same. */
    private String refused(String url) {
        var trial = service.dryRun(url);
        assertThat(trial.status()).as("%s", trial.body()).isEqualTo(400);
        var message = trial.message();
        assertThat(service.registeredErrors(url)).contains("message");
        assertThat(message).contains(url);
        return message;
    }

    /** Registered, it is served as it is, since JSON has every character. */
    private String taken(String url) {
        assertThat(service.registeredErrors(url)).isEqualTo("[]");
        return service.dryRun(url).body();
    }

    private String serve(String path, String text) {
        return service.sources().serve(path, text);
    }

    /** An entity with something under {@code spec.hostile}. */
    private static String with(String hostile) {
        return Attacked.GOOD.formatted("hostile").replace("owner: nobody}", "owner: nobody, hostile: " + hostile + "}");
    }

    private static void repeat(OutputStream out, String text, long times) throws IOException {
        var bytes = text.repeat(1_000).getBytes(StandardCharsets.UTF_8);
        for (var i = 0L; i < times; i += 1_000) {
            out.write(bytes);
        }
    }

    @Test
    void aliasesThatGrowTenfoldOnEachLevel() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i))
                    .append("*a%d, ".formatted(i - 1).repeat(10))
                    .append("]\n");
        }

        assertThat(refused(serve("/aliases.yaml", bomb.toString())))
                .containsPattern("Expected at most \\d+ values after aliases are expanded, found more at line \\d+");
    }

    @Test
    void mergeKeysThatGrowTenfoldOnEachLevel() {
        var bomb = new StringBuilder("a0: &a0 {x: 1}\n");
        for (var i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d\n".formatted(i, i));
            for (var j = 0; j < 10; j++) {
                bomb.append("  k%d: {<<: *a%d}\n".formatted(j, i - 1));
            }
        }

        assertThat(refused(serve("/merge.yaml", bomb.toString())))
                .containsPattern("Expected at most \\d+ values after aliases are expanded, found more at line \\d+");
    }

    @Test
    void oneAnchorThatIsUsedWithoutEnd() {
        var bomb = "a: &a [" + "x,".repeat(100) + "]\nb: [" + "*a,".repeat(1_000) + "]\n";

        assertThat(refused(serve("/uses.yaml", bomb))).contains("Expected at most 100 uses of the anchor a at line 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: "})
    void tenThousandLevelsInFlowStyle(String opening) {
        var url = serve("/flow" + opening.length() + ".yaml", with(opening.repeat(10_000)));

        assertThat(refused(url)).containsPattern("Expected at most 200 levels of lists and maps, found more at line 4");
    }

    @Test
    void tenThousandLevelsInBlockStyle() {
        // Indented one space further on each line, this would be 50 MB; a list in a list needs two characters a level.
        assertThat(refused(serve("/block.yaml", "- ".repeat(10_000) + "x")))
                .containsPattern("Expected at most 200 levels of lists and maps, found more at line 1");
    }

    @Test
    void tenThousandLevelsInJson() {
        assertThat(refused(serve("/deep.json", "{\"a\":\t" + "[".repeat(10_000) + "]".repeat(10_000) + "}")))
                .containsPattern("Expected at most 200 levels of lists and maps, found more|tab|\\\\t");
    }

    @Test
    void aMillionDocuments() {
        var url = service.sources().stream("/documents.yaml", out -> repeat(out, "---\na\n", 1_000_000));

        assertThat(refused(url)).containsPattern("Expected at most 5242880 characters but found 6000000");
    }

    @Test
    void halfAMillionDocumentsThatFitIntoAFile() {
        assertThat(refused(serve("/fitting.yaml", "--- 1\n".repeat(500_000))))
                .contains("Expected at most 10000 documents but found more at line 10001");
    }

    @Test
    void twentyMegabytesOfDashes() {
        var url = service.sources().stream("/dashes.yaml", out -> repeat(out, "---\n", 5L * MEGABYTE));

        assertThat(refused(url)).contains("is too large: expected at most");
    }

    @Test
    void aScalarOfAHundredMegabytes() {
        var url = service.sources().stream("/scalar.yaml", out -> {
            out.write("kind: ".getBytes(StandardCharsets.UTF_8));
            repeat(out, "x", 100L * MEGABYTE);
        });

        assertThat(refused(url)).contains("is too large: expected at most");
    }

    @Test
    void keysThatComeTwice() {
        assertThat(refused(serve("/twice.yaml", with("{a: 1, a: 2}")))).contains("Map keys must be unique at line 4");
        assertThat(refused(serve("/twice.json", with("{\"a\": 1, \"a\": 2}"))))
                .contains("Map keys must be unique at line 4");
    }

    @Test
    void keysThatAreListsOrMaps() {
        assertThat(refused(serve("/complex.yaml", with("{? [a, b] : 1}"))))
                .contains("Expected a plain value as the key of a map but found a list or a map at line 4");
    }

    @Test
    void customTagsMakeNothingButPlainValues() {
        var url = serve(
                "/tags.yaml",
                with("[!!java.net.URL 'http://example', !!javax.script.ScriptEngineManager [], !foo {a: !bar b}]"));

        var trial = service.dryRun(url);

        assertThat(trial.status()).isEqualTo(201);
        assertThat(trial.body()).contains("[\"http://example\",[],{\"a\":\"b\"}]");
    }

    @Test
    void surrogatesThatStandAlone() {
        assertThat(refused(serve("/surrogate.yaml", Attacked.GOOD.formatted("\"a\\ud800b\""))))
                .isNotEmpty();
        assertThat(taken(serve("/surrogate-value.yaml", with("\"a\\ud800b\"")))).contains("\"hostile\":\"a?b\"");
    }

    @Test
    void textThatIsNoUtf8() {
        var broken = with("x").getBytes(StandardCharsets.UTF_8);
        broken[broken.length - 3] = (byte) 0xC0;

        assertThat(taken(service.sources().serve("/latin.yaml", broken))).contains("\uFFFD");
        assertThat(refused(service.sources().serve("/utf16.yaml", with("x").getBytes(StandardCharsets.UTF_16))))
                .isNotEmpty();
    }

    @Test
    void nulInNamesAndValues() {
        assertThat(refused(serve("/nul-name.yaml", Attacked.GOOD.formatted("\"a\\0b\""))))
                .isNotEmpty();
        assertThat(taken(serve("/nul-value.yaml", with("\"a\\0b\"")))).contains("\"hostile\":\"a\\u0000b\"");
        assertThat(refused(serve("/nul.yaml", with("a\0b")))).contains("found the character 0x0");
    }

    @Test
    void numbersBeyondAllMeasure() {
        var digits = "9".repeat(MEGABYTE);
        var url = serve(
                "/numbers.yaml", with("[1e999999999, -1e999999999, " + digits + ", 0x" + "f".repeat(MEGABYTE) + "]"));

        var trial = service.dryRun(url);

        assertThat(trial.status()).as("%s", trial.body()).isEqualTo(201);
        assertThat(trial.body()).contains("[null,null,null,null]");
    }
}
