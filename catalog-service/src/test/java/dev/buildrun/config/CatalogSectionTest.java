package dev.buildrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.catalog.intake.OrphanStrategy;
import dev.buildrun.catalog.process.ProcessingLoopConfig;
import dev.buildrun.catalog.process.ProcessorsConfig;
import dev.buildrun.catalog.process.ProcessorsConfig.Option;
import dev.buildrun.catalog.provide.ProvidersConfig;
import dev.buildrun.json.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogSectionTest {
    private static CatalogSection read(String catalog) {
        return CatalogSection.of(Config.of(Yaml.read("catalog: " + catalog.replace("\n", "\n  ")))
                .at("catalog"));
    }

    @Test
    void hasADefaultForEveryKey() {
        assertThat(read("{}"))
                .isEqualTo(new CatalogSection(
                        ProcessorsConfig.DEFAULT,
                        ProvidersConfig.DEFAULT,
                        OrphanStrategy.DELETE,
                        ProcessingLoopConfig.DEFAULT_INTERVAL,
                        List.of()));
    }

    @Test
    void readsEveryKey() {
        var section = read("""

                disableDefaultProcessors: true
                processorOptions:
                  url-reader: {disabled: true}
                  PlaceholderProcessor: {priority: 5}
                providerOptions:
                  ConfigLocationProvider: {disabled: true}
                  StoredLocationProvider: {disabled: false}
                orphanStrategy: keep
                orphanProviderStrategy: keep
                processingInterval: {minutes: 3}
                import: {entityFilename: x.yaml}
                """);

        assertThat(section)
                .isEqualTo(new CatalogSection(
                        new ProcessorsConfig(
                                true,
                                Map.of(
                                        "url-reader",
                                        new Option(true, null),
                                        "PlaceholderProcessor",
                                        new Option(false, 5))),
                        new ProvidersConfig(Set.of("ConfigLocationProvider"), OrphanStrategy.KEEP),
                        OrphanStrategy.KEEP,
                        Duration.ofMinutes(3),
                        List.of()));
    }

    @Test
    void processesNothingWhenTheIntervalIsFalse() {
        assertThat(read("{processingInterval: false}").processingInterval()).isNull();
    }

    @Test
    void waitsASecondAtLeast() {
        assertThat(read("{processingInterval: 10ms}").processingInterval()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {providers: {github: {main: {organization: x}}}}   | catalog.providers.github: no such source here
            {scmEvents: true}                                  | catalog.scmEvents: events of code hosts do nothing here
            {scmEvents: {refresh: true, move: false}}          | catalog.scmEvents: events of code hosts do nothing here
            {stitchingStrategy: {stitchTimeout: 5m}}           | catalog.stitchingStrategy: has no meaning here
            {processors: {myOwn: {}}}                          | catalog.processors.myOwn: no processor here reads this key
            {processorOptions: {Mine: {priority: 1}}}          | catalog.processorOptions.Mine: there is no processor of this name
            {providerOptions: {'my.Own': {disabled: true}}}    | catalog.providerOptions.my.Own: there is no provider of this name
            {proccessingInterval: 5m}                          | catalog.proccessingInterval: not known here
            """)
    void remarksOnWhatHasNoEffect(String catalog, String remark) {
        assertThat(read(catalog).remarks()).singleElement().asString().startsWith(remark);
    }

    @Test
    void remarksOnNothingThatIsOff() {
        assertThat(read("{scmEvents: {refresh: false}, actions: {}}").remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {orphanStrategy: drop}                                      | catalog.orphanStrategy: expected delete or keep, found drop
            {orphanProviderStrategy: drop}                              | catalog.orphanProviderStrategy: expected delete or keep
            {processingInterval: soon}                                  | catalog.processingInterval: expected a duration
            {processingInterval: true}                                  | catalog.processingInterval: expected a duration
            {processorOptions: {url-reader: {priority: first}}}         | catalog.processorOptions.url-reader.priority: expected a whole number
            {providerOptions: {DefaultLocationStore: {disabled: true}}} | catalog.providerOptions.DefaultLocationStore.disabled: expected false
            {processors: {github: {}}}                                  | catalog.processors.github: expected this in integrations.github
            {processors: {azureApi: {}}}                                | catalog.processors.azureApi: expected this in integrations.azure
            {locations: [{type: github-org, target: x}]}                | catalog.locations[0].type: expected url or file, found github-org
            """)
    void refusesWhatCannotBeDone(String catalog, String message) {
        assertThatThrownBy(() -> read(catalog))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
