package dev.buildrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.config.Config;
import dev.buildrun.json.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkingDirectoryTest {
    @TempDir
    private Path directory;

    private static Config config(String path) {
        var json = Json.object();
        json.putObject("backend").put("workingDirectory", path);
        return Config.of(json);
    }

    @Test
    void isTheDataFolderUnlessAnotherOneIsConfigured() {
        var work = WorkingDirectory.of(Config.of(Json.object()), new Folders(directory));

        assertThat(work.workspaces()).isEqualTo(directory.resolve("workspaces"));
    }

    @Test
    void isAFolderForEachProcessInTheConfiguredOne() {
        var config = config(directory.toString());

        var one = WorkingDirectory.of(config, new Folders(Path.of("/data/one"))).workspaces();
        var other =
                WorkingDirectory.of(config, new Folders(Path.of("/data/other"))).workspaces();
        var again =
                WorkingDirectory.of(config, new Folders(Path.of("/data/one"))).workspaces();

        assertThat(one).startsWithRaw(directory).isEqualTo(again).isNotEqualTo(other);
    }

    @Test
    void refusesOneThatIsNotThere() {
        var config = config(directory.resolve("missing").toString());

        assertThatThrownBy(() -> WorkingDirectory.of(config, new Folders(directory)))
                .hasMessageStartingWith("backend.workingDirectory: expected a directory that can be written to");
    }
}
