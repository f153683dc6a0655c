package dev.buildrun.catalog.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.process.ProcessorsConfig.Option;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.testing.KnownFiles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessorsConfigTest {
    private static final List<EntityProcessor> ALL =
            BuiltInProcessors.withoutFiles(new KnownFiles(), new KnownHosts(Map.of(), null));

    private static List<String> arranged(ProcessorsConfig config) {
        return config.arrange(ALL).stream().map(EntityProcessor::name).toList();
    }

    @Test
    void leavesAllInTheirOrder() {
        assertThat(ProcessorsConfig.DEFAULT.arrange(ALL)).isEqualTo(ALL);
    }

    @Test
    void takesOutWhatReadsAndAnnotates() {
        assertThat(arranged(new ProcessorsConfig(true, Map.of())))
                .contains("PlaceholderProcessor", "BuiltinKindsEntityProcessor", "ScaffolderEntitiesProcessor")
                .doesNotContain("FileReaderProcessor", "url-reader", "AnnotateLocationEntityProcessor");
    }

    @Test
    void takesOutWhatIsDisabled() {
        assertThat(arranged(new ProcessorsConfig(false, Map.of("url-reader", new Option(true, null)))))
                .hasSize(ALL.size() - 1)
                .doesNotContain("url-reader");
    }

    @Test
    void putsLowerPrioritiesFirst() {
        var options = Map.of(
                "url-reader", new Option(false, 30),
                "AnnotateLocationEntityProcessor", new Option(false, 1),
                "PlaceholderProcessor", new Option(false, 20));

        var names = arranged(new ProcessorsConfig(false, options));

        assertThat(names)
                .startsWith("AnnotateLocationEntityProcessor", "PlaceholderProcessor")
                .endsWith("url-reader");
    }
}
