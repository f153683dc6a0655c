package dev.buildrun.scaffolder.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.action.ActionLog;
import dev.buildrun.scaffolder.builtin.fs.FsRename;
import dev.buildrun.scaffolder.builtin.roadie.SerializeYaml;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class ActionInputTest {
    private final List<String> warnings = new ArrayList<>();

    @Test
    void dropsUnknownKeysAtAnyDepthWithANotice() {
        var input = read(false, "{files: [{from: a, to: b, mode: x}, {from: c, to: d, mode: y}], more: 1}");

        assertThat(input.files()).containsExactly(new FsRename.Move("a", "b", null), new FsRename.Move("c", "d", null));
        assertThat(warnings)
                .containsExactly("Ignoring input that fs:rename does not know: more, files[0].mode, files[1].mode");
    }

    @Test
    void keepsFreeKeys() {
        var input = new ActionInput(false)
                .read(
                        (ObjectNode) Yaml.read("{data: {any: {thing: 1}}, options: {indent: 4, flowLevel: 1}}"),
                        new SerializeYaml().description(),
                        "serialize",
                        log());

        assertThat(input.data()).hasToString("{\"any\":{\"thing\":1}}");
        assertThat(warnings).containsExactly("Ignoring input that serialize does not know: options.flowLevel");
    }

    @Test
    void refusesThemWhereToldTo() {
        assertThatThrownBy(() -> read(true, "{files: [{from: a, to: b, mode: x}]}"))
                .hasMessage("Invalid input passed to action fs:rename, instance.files[0] is not allowed to have the"
                        + " additional property \"mode\"");
    }

    @Test
    void tellsEveryProblem() {
        assertThatThrownBy(() -> read(false, "{files: [{from: 1}]}"))
                .hasMessage(
                        "Invalid input passed to action fs:rename, instance.files[0].from is not of a type(s) string,"
                                + " instance.files[0] requires property \"to\"");
        assertThatThrownBy(() -> read(false, "{}"))
                .hasMessage("Invalid input passed to action fs:rename, instance requires property \"files\"");
    }

    private FsRename.Input read(boolean refuseUnknown, String yaml) {
        return new ActionInput(refuseUnknown)
                .read((ObjectNode) Yaml.read(yaml), new FsRename().description(), "fs:rename", log());
    }

    private ActionLog log() {
        return new ActionLog() {
            @Override
            public void info(String message) {}

            @Override
            public void warn(String message) {
                warnings.add(message);
            }

            @Override
            public void error(String message) {}
        };
    }
}
