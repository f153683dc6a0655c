package dev.buildrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CatalogUsersTest {
    @Test
    void aUserOwnsForItsGroupsAndForThoseAboveThem() {
        try (var catalog = CatalogHarness.open()) {
            catalog.provide(
                    "people",
                    EntityBuilder.user("ines", "orders"),
                    EntityBuilder.group("orders").below("commerce"),
                    EntityBuilder.group("commerce"));
            catalog.settle();
            try (var index = new CatalogIndex(catalog.reader(), Duration.ofSeconds(1))) {
                index.start();
                var users = new CatalogUsers(index);

                assertThat(users.ownershipRefs("user:default/ines").orElseThrow())
                        .containsExactly("user:default/ines", "group:default/orders", "group:default/commerce");
                assertThat(users.ownershipRefs("user:default/nobody")).isEmpty();
            }
        }
    }
}
