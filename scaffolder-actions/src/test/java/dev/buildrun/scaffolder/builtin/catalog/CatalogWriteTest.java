package dev.buildrun.scaffolder.builtin.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.testing.ActionRun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

final class CatalogWriteTest {
    @TempDir
    Path directory;

    private ActionRun task;

    @BeforeEach
    void start() {
        task = new ActionRun(directory.resolve("task"));
    }

    @Test
    void marksTheEntityWithItsTemplateAndKeepsWhatElseItSays() throws Exception {
        task.ofTemplate("template:default/shop");

        write(null, """
                {"kind":"Component","metadata":{"annotations":{"a/b":"c: d"},"name":"x"},"spec":{"on":"yes","n":1.0}}""");

        assertThat(text("catalog-info.yaml")).isEqualTo("""
                kind: Component
                metadata:
                  annotations:
                    a/b: "c: d"
                    backstage.io/source-template: template:default/shop
                  name: x
                spec:
                  on: yes
                  n: 1
                """);
        assertThat(task.lines()).containsExactly("Writing catalog-info.yaml");
    }

    @Test
    void replacesAFileAndMakesItsDirectory() throws Exception {
        write("a/b.yaml", "{\"metadata\":{}}");
        write("a/b.yaml", "{\"kind\":\"API\"}");

        assertThat(text("a/b.yaml")).isEqualTo("kind: API\nmetadata: {}\n");
    }

    @Test
    void refusesAnEntityWhoseMetadataIsNoObject() {
        assertThatThrownBy(() -> write(null, "{\"metadata\":[]}"))
                .hasMessage("Expected entity.metadata to be an object, found []");
    }

    private void write(@Nullable String path, String entity) throws InterruptedException {
        task.call(new CatalogWrite(), new CatalogWrite.Input(path, (ObjectNode) Json.read(entity)));
    }

    private String text(String path) throws Exception {
        return Files.readString(task.workspace().root().resolve(path));
    }
}
