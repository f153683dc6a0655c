package dev.buildrun.scaffolder.builtin.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.scaffolder.testing.ActionRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.StringNode;

final class DebugActionsTest {
    @TempDir
    Path directory;

    private ActionRun task;

    @BeforeEach
    void start() {
        task = new ActionRun(directory.resolve("task"));
        task.workspace().write("a/text", "hello".getBytes(StandardCharsets.UTF_8), false);
        task.workspace().write(".hidden", "dots".getBytes(StandardCharsets.UTF_8), false);
    }

    @Test
    void logsItsInputThenTheMessage() throws Exception {
        task.call(new DebugLog(), new DebugLog.Input("Hello", null));

        assertThat(task.lines()).containsExactly("{\n  \"message\": \"Hello\"\n}", "Hello");
    }

    @Test
    void listsTheFilesOfTheWorkspace() throws Exception {
        task.call(new DebugLog(), new DebugLog.Input(null, BooleanNode.TRUE));

        assertThat(task.lines())
                .containsExactly("{\n  \"listWorkspace\": true\n}", "Workspace:\n  - .hidden\n  - a/text");
    }

    @Test
    void listsNothingWhereToldNotTo() throws Exception {
        task.call(new DebugLog(), new DebugLog.Input(null, BooleanNode.FALSE));

        assertThat(task.lines()).hasSize(1);
    }

    @Test
    void showsWhatIsInTheFilesButNotBehindLinks() throws Exception {
        Files.writeString(directory.resolve("secret"), "secret");
        makeLink("link", "../secret");

        task.call(new DebugLog(), new DebugLog.Input(null, StringNode.valueOf("with-contents")));

        assertThat(task.lines())
                .contains("Workspace:\n - .hidden:\n\n  dots\n - a/text:\n\n  hello\n - link:\n\n  [skipped]");
    }

    @Test
    void waitsForTheSumOfItsParts() throws Exception {
        var waited = new ArrayList<Duration>();

        task.call(new DebugWait(waited::add), new DebugWait.Input(1.5, 2.0, 30.0));
        task.call(new DebugWait(waited::add), new DebugWait.Input(null, null, null));

        assertThat(waited).containsExactly(Duration.ofMillis(92_030), Duration.ZERO);
    }

    @Test
    void refusesToWaitLongerThanTenMinutes() {
        assertThatThrownBy(() -> task.call(new DebugWait(Thread::sleep), new DebugWait.Input(10.0, 0.001, null)))
                .hasMessage("Waiting duration is longer than the maximum threshold of 10 minutes");
    }

    private void makeLink(String path, String target) throws IOException {
        Files.createSymbolicLink(task.workspace().root().resolve(path), Path.of(target));
    }
}
