package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.scaffolder.testing.TaskProcess;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptWorkspaceTest {
    @TempDir
    private Path directory;

    private PreparedRun task;
    private TaskProcess process;

    @BeforeEach
    void start() {
        task = new PreparedRun(directory.resolve("process"));
        process = task.process;
    }

    @AfterEach
    void stop() {
        task.close();
    }

    private StoredState state() {
        return task.state(task.database(task.lines()));
    }

    private Workspace workspace(String name) {
        return Workspace.open(directory.resolve(name), Workspace.Limits.USUAL);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void finish(StoredState state, String step, Workspace workspace) {
        state.stepFinished(step, dev.buildrun.json.Json.object(), workspace, false, () -> {});
    }

    private int blobs() {
        return process.count("task_blobs");
    }

    @Test
    void writesOneFileAndItsDirectoriesWhenOneOfTenThousandHasChanged() {
        var workspace = workspace("large");
        for (var file = 0; file < 10_000; file++) {
            workspace.write("d" + file % 10 + "/e" + file % 100 + "/f" + file, bytes("file " + file), false);
        }
        var state = state();
        finish(state, "a", workspace);
        var before = blobs();

        workspace.write("d3/e13/f13", bytes("changed"), false);
        finish(state, "b", workspace);

        assertThat(before).isGreaterThan(10_000);
        // The file, and the three directories above it.
        assertThat(blobs() - before).isEqualTo(4);
    }

    @Test
    void writesNothingWhenNothingHasChanged() {
        var workspace = workspace("same");
        workspace.write("a", bytes("a"), false);
        var state = state();
        finish(state, "a", workspace);
        var before = blobs();

        finish(state, "b", workspace);

        assertThat(blobs()).isEqualTo(before);
    }

    @Test
    void putsBackWhatItKept() throws Exception {
        var large = new byte[3_500_000];
        new Random(1).nextBytes(large);
        var workspace = workspace("first");
        workspace.write("a/text", bytes("häl\u0000lo"), false);
        workspace.write("a/run.sh", bytes("run"), true);
        workspace.write("large", large, false);
        workspace.write("nothing", new byte[0], false);
        workspace.makeDirectory("empty");
        workspace.link("link", "a/text");
        finish(state(), "a", workspace);

        var again = workspace("second");
        state().restore(again);

        assertThat(again.list().stream().map(again::relative))
                .containsExactly("a", "a/run.sh", "a/text", "empty", "large", "link", "nothing");
        assertThat(again.resolve("a/run.sh")).isExecutable();
        assertThat(Files.isExecutable(again.resolve("a/text"))).isFalse();
        assertThat(Files.readAllBytes(again.resolve("large"))).isEqualTo(large);
        assertThat(again.resolve("nothing")).isEmptyFile();
        assertThat(Files.readSymbolicLink(again.root().resolve("link"))).hasToString("a/text");
    }

    @Test
    void forgetsWhatNobodyNeedsAnyMore() throws Exception {
        var random = new Random(2);
        var workspace = workspace("busy");
        var state = state();
        var most = new ArrayList<Integer>();
        for (var step = 0; step < 12; step++) {
            var content = new byte[1_000_000];
            random.nextBytes(content);
            workspace.write("changing", content, false);
            finish(state, "step-" + step, workspace);
            most.add(blobs());
        }

        assertThat(most).allMatch(count -> count <= 8);
        var again = workspace("again");
        state().restore(again);
        assertThat(Files.readAllBytes(again.resolve("changing")))
                .isEqualTo(Files.readAllBytes(workspace.resolve("changing")));
    }

    @Test
    void noticesThatSomebodyHasChangedWhatIsKept() {
        var workspace = workspace("first");
        workspace.write("a", bytes("a"), false);
        workspace.write("b", bytes("b"), false);
        finish(state(), "a", workspace);
        process.execute("update task_blobs set content = (select content from task_blobs where hash = sha256('b'))"
                + " where hash = sha256('a')");

        assertThatThrownBy(() -> state().restore(workspace("second"))).hasMessageContaining("is damaged");
    }

    @Test
    void keepsNothingAfterTheEnd() {
        var workspace = workspace("first");
        workspace.write("a", bytes("a"), false);
        finish(state(), "a", workspace);

        process.recovery.expire(task.claim);

        assertThat(blobs()).isZero();
        assertThat(process.count("task_workspaces")).isZero();
    }
}
