package dev.buildrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void hasADefaultForEverything() {
        assertThat(CommandLine.parse())
                .isEqualTo(new CommandLine(List.of(), null, Path.of(".buildrun"), null, null, false, false));
    }

    @Test
    void readsEveryOption() {
        var line = CommandLine.parse(
                "--config",
                "a.yaml",
                "--config",
                "b.yaml",
                "--port",
                "1",
                "--data",
                "d",
                "--database",
                "jdbc:x",
                "--portal",
                "p",
                "--rehearsal",
                "--help");

        assertThat(line)
                .isEqualTo(new CommandLine(
                        List.of(Path.of("a.yaml"), Path.of("b.yaml")),
                        1,
                        Path.of("d"),
                        "jdbc:x",
                        Path.of("p"),
                        true,
                        true));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> CommandLine.parse("--prot", "1")).hasMessage("Unknown option --prot, see --help");
        assertThatThrownBy(() -> CommandLine.parse("--port")).hasMessage("--port needs a value, see --help");
        assertThatThrownBy(() -> CommandLine.parse("--port", "x")).hasMessageStartingWith("--port: expected a number");
    }
}
