package dev.buildrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    private Path folder;

    private final ConfigFile reader = new ConfigFile(Map.of("HOST", "db.example", "EMPTY", ""));

    private Config read(String... texts) throws IOException {
        var files = new Path[texts.length];
        for (var i = 0; i < texts.length; i++) {
            files[i] = write("app-config." + i + ".yaml", texts[i]);
        }
        return reader.read(Arrays.asList(files));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void laysALaterFileOverAnEarlierOne() throws IOException {
        var config = read("a: {b: 1, c: [1, 2]}\nd: x", "a: {c: [3], e: y}");

        assertThat(config.json()).hasToString("{\"a\":{\"b\":1,\"c\":[3],\"e\":\"y\"},\"d\":\"x\"}");
    }

    @Test
    void takesVariablesFromTheEnvironment() throws IOException {
        var config = read("""
                set: tcp://${HOST}:1
                unset: a${NOBODY}b
                otherwise: ${NOBODY:-fallback}
                emptyOtherwise: ${EMPTY:-fallback}
                escaped: $${HOST}
                directive: {$env: HOST}
                """);

        assertThat(config.string("set")).isEqualTo("tcp://db.example:1");
        assertThat(config.optionalString("unset")).isEmpty();
        assertThat(config.string("otherwise")).isEqualTo("fallback");
        assertThat(config.string("emptyOtherwise")).isEqualTo("fallback");
        assertThat(config.string("escaped")).isEqualTo("${HOST}");
        assertThat(config.string("directive")).isEqualTo("db.example");
    }

    @Test
    void readsOtherFiles() throws IOException {
        write("secret.txt", "geheim\n");
        write("part.yaml", "deep: {er: {host: '${HOST}'}}");

        var config = read("token: {$file: secret.txt}\npart: {$include: part.yaml#deep.er}");

        assertThat(config.string("token")).isEqualTo("geheim");
        assertThat(config.string("part.host")).isEqualTo("db.example");
    }

    @Test
    void namesWhatIsWrongAndWhere() throws IOException {
        var config = read("backend: {listen: {port: many}}\ncatalog: {rules: [{allow: [A]}, {allow: 3}]}");

        assertThatThrownBy(() -> config.integer("backend.listen.port", 1))
                .hasMessage("backend.listen.port: expected a whole number, found \"many\"");
        assertThatThrownBy(() -> config.list("catalog.rules").get(1).strings("allow"))
                .hasMessage("catalog.rules[1].allow: expected a list, found 3");
        assertThatThrownBy(() -> config.string("app.title")).hasMessage("app.title: expected a string, found nothing");
    }

    @Test
    void namesTheFileThatIsNotYaml() {
        assertThatThrownBy(() -> read("a: [")).hasMessageContaining("app-config.0.yaml: Expected YAML");
        assertThatThrownBy(() -> reader.read(java.util.List.of(folder.resolve("none.yaml"))))
                .hasMessageEndingWith("none.yaml: can't be read, is the path right?");
    }

    @Test
    void refusesFilesThatIncludeOneAnother() throws IOException {
        write("loop.yaml", "a: {$include: loop.yaml}");

        assertThatThrownBy(() -> read("a: {$include: loop.yaml}")).hasMessageContaining("include one another");
    }

    @Test
    void refusesAnUnknownDirective() {
        assertThatThrownBy(() -> read("a: {b: {$data: x}}")).hasMessageContaining("a.b.$data: expected $env");
    }

    @Test
    void readsDurationsInThreeForms() throws IOException {
        var config = read("a: 5m\nb: PT2S\nc: {minutes: 1, seconds: 30}\nd: soon");

        assertThat(config.duration("a", Duration.ZERO)).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.duration("b", Duration.ZERO)).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.duration("c", Duration.ZERO)).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.duration("none", Duration.ofDays(1))).isEqualTo(Duration.ofDays(1));
        assertThatThrownBy(() -> config.duration("d", Duration.ZERO)).hasMessageStartingWith("d: expected a duration");
    }
}
