package dev.buildrun.deploy.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldUpTest {
    @TempDir
    private Path folder;

    private HeldUp read(String... lines) throws IOException {
        return HeldUp.read(Files.writeString(folder.resolve("probes"), String.join("\n", lines)), 1000);
    }

    @Test
    void seesAnEventLoopThatWorkedTooLong() throws IOException {
        assertThat(read("probe 2000 80 71 -", "control 5000 90").byLoops()).containsExactly("probe 2000 80 71 -");
    }

    @Test
    void seesAnEventLoopThatWaited() throws IOException {
        assertThat(read("probe 2000 80 0 dev.buildrun.Something").byLoops()).hasSize(1);
    }

    @Test
    void doesNotBlameAnEventLoopForABusyMachine() throws IOException {
        var held = read("control 2010 60", "probe 2000 80 3 -");

        assertThat(held.byLoops()).isEmpty();
        assertThat(held.byTheMachine()).isEqualTo(1);
    }

    @Test
    void countsNothingFromTheStart() throws IOException {
        assertThat(read("probe 900 80 75 -").byLoops()).isEmpty();
    }
}
