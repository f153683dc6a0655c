package dev.buildrun;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @Test
    void keepsASecondOneOutUntilTheFirstIsClosed(@TempDir Path folder) {
        var data = folder.resolve("data");
        try (var _ = DataDirectory.open(data)) {
            assertThatThrownBy(() -> DataDirectory.open(data))
                    .hasMessageContaining("choose another folder with --data");
        }

        DataDirectory.open(data).close();
    }
}
