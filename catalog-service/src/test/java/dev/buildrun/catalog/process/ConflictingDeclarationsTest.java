package dev.buildrun.catalog.process;

import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.testing.CatalogHarness;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConflictingDeclarationsTest {
    private static final String OWNER = "https://files.test/owner.yaml";
    private static final String OTHER = "https://files.test/other.yaml";
    private static final String SHARED = "component:default/shared";

    private final CatalogHarness catalog = CatalogHarness.open();

    @AfterEach
    void stop() {
        catalog.close();
    }

    private String description() {
        return catalog.body(SHARED).metadata().path("description").asString();
    }

    @Test
    void doNotHideWhatTheOwnerSaysFromOneLocation() {
        catalog.files().put(OWNER, component("shared").described("first"));
        catalog.files().put(OTHER, component("another"));
        catalog.provide("p", location("both", OTHER, OWNER));
        catalog.settle();
        catalog.files().put(OTHER, component("shared").described("not the owner's"));
        catalog.files().put(OWNER, component("shared").described("second"));

        catalog.intake().refreshByKeys(List.of("url:" + OTHER, "url:" + OWNER));
        catalog.settle();

        assertThat(description()).isEqualTo("second");
    }

    /** One of the others is older than the owner and one is younger, so that one of them comes first in the batch. */
    @Test
    void doNotHideWhatTheOwnerSaysFromOthersInTheSameBatch() {
        var others = List.of(OTHER, "https://files.test/another.yaml");
        others.forEach(other -> catalog.files().put(other, component("another")));
        catalog.files().put(OWNER, component("shared").described("first"));
        catalog.add("p", location("older", others.getFirst()));
        catalog.settle();
        catalog.add("p", location("owner", OWNER));
        catalog.settle();
        catalog.add("p", location("younger", others.getLast()));
        catalog.settle();
        others.forEach(other -> catalog.files().put(other, component("shared").described("not the owner's")));
        catalog.files().put(OWNER, component("shared").described("second"));

        catalog.intake().refreshByKeys(List.of("url:" + OWNER, "url:" + others.getFirst(), "url:" + others.getLast()));
        catalog.settle();

        assertThat(description()).isEqualTo("second");
    }
}
