package dev.buildrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.catalog.intake.ClaimStore;
import dev.buildrun.config.Config;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Yaml;
import dev.buildrun.testing.EntityBuilder;
import dev.buildrun.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalog as it is wired, by its configuration. */
class CatalogPartsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration A_WHILE = Duration.ofMillis(500);

    @TempDir
    Path directory;

    private final Closing closing = new Closing();
    private final Database database = closing.add(Database.open(TestDatabase.create()));

    @AfterEach
    void stop() {
        closing.close();
    }

    private CatalogParts start(String catalog) throws IOException {
        Files.writeString(
                directory.resolve("web.yaml"), EntityBuilder.component("web").text());
        var config = ServiceConfig.of(
                Config.of(Yaml.read("catalog: {locations: [{type: file, target: ./web.yaml}], " + catalog + "}")),
                null,
                directory,
                directory.resolve("git"));
        return CatalogParts.start(
                config, database, SourceHosts.of(config, directory.resolve("code-hosts")), _ -> List.of(), closing);
    }

    private int unfinished() {
        var claims = new ClaimStore();
        return database.inTransaction(tx -> claims.unfinished(tx, claims.mark(tx)));
    }

    @Test
    void readsFilesOfTheConfigRelativeToTheWorkingDirectory() throws IOException {
        var parts = start("");

        parts.index().awaitPosition(2, SOON);

        assertThat(parts.index().snapshot().byRef("component:default/web")).isPresent();
    }

    @Test
    void processesNothingWhenTheIntervalIsFalse() throws IOException {
        var parts = start("processingInterval: false");
        parts.locations().register("url", "https://files.test/x.yaml", null, null);

        assertThatThrownBy(() -> parts.index().awaitPosition(1, A_WHILE)).isInstanceOf(ServiceException.class);

        assertThat(parts.loops()).hasSize(1);
        assertThat(unfinished()).isEqualTo(2);
        assertThat(parts.locations().list()).hasSize(1);
        assertThat(parts.index().snapshot().size()).isZero();
    }

    @Test
    void goesWithoutAProviderThatIsDisabled() throws IOException {
        start("providerOptions: {ConfigLocationProvider: {disabled: true}}");

        assertThat(unfinished()).isZero();
    }
}
