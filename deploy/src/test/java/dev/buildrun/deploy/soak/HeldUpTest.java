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
    void seesAnEventLoopThatWasHeldUp() throws IOException {
        assertThat(read("probe 2000 80 dev.buildrun.Something", "control 5000 90").unexplained())
                .containsExactly("probe 2000 80 dev.buildrun.Something");
    }

    @Test
    void doesNotBlameAnEventLoopForAProcessThatWasHeldUp() throws IOException {
        var held = read("control 2010 60", "probe 2000 80 idle");

        assertThat(held.unexplained()).isEmpty();
        assertThat(held.explained()).isEqualTo(1);
    }

    @Test
    void forgivesNoMoreThanTheProcessWasHeldUp() throws IOException {
        assertThat(read("control 2010 20", "probe 2000 80 idle").unexplained()).hasSize(1);
    }

    @Test
    void countsNothingFromTheStart() throws IOException {
        assertThat(read("probe 900 80 idle").unexplained()).isEmpty();
    }
}
