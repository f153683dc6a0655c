package dev.buildrun.catalog.http;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.process.CatalogRules;
import dev.buildrun.catalog.process.Processing;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.testing.CatalogHarness;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeletedEntityTest {
    private static final String TARGET = "https://example.com/catalog-info.yaml";
    private static final String WEB = "/entities/by-name/component/default/web";

    private final CatalogHarness catalog = CatalogHarness.open();
    private final CatalogIndex index = new CatalogIndex(catalog.reader(), Duration.ofHours(1));
    private final CatalogServer server = start();

    private CatalogServer start() {
        var urls = new KnownHosts(Map.of(), null);
        var processors = BuiltInProcessors.all(catalog.files(), urls, Set.of());
        index.start();
        return CatalogServer.start(new CatalogRoutes(
                        index,
                        catalog.locations(),
                        catalog.intake(),
                        new Processing(processors, CatalogRules.DEFAULT, urls)::process,
                        Map.of(),
                        CatalogServer.ACCESS)
                .mount());
    }

    @AfterEach
    void stop() {
        server.close();
        index.close();
        catalog.close();
    }

    private String uid() {
        catalog.settle();
        index.awaitPosition(catalog.reader().latest(), Duration.ofSeconds(20));
        return server.get(WEB).json().path("metadata").path("uid").asString("none");
    }

    @Test
    void returnsUnderAnotherUidWhileALocationDeclaresIt() {
        catalog.files().put(TARGET, component("web"));
        server.post("/locations", "{\"type\":\"url\",\"target\":\"" + TARGET + "\"}");
        var uid = uid();

        var deleted = server.delete("/entities/by-uid/" + uid);
        var meanwhile = server.get(WEB);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(meanwhile.status()).isEqualTo(404);
        assertThat(uid()).isNotEqualTo("none").isNotEqualTo(uid);
    }
}
