package dev.buildrun.catalog.process;

import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.testing.CatalogHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DroppedOutcomeTest {
    private static final String OUTER = "https://files.test/outer.yaml";
    private static final String INNER = "https://files.test/inner.yaml";
    private static final String CHILD = "location:default/child";
    private static final String GRANDCHILD = "component:default/grandchild";

    private final CatalogHarness catalog = CatalogHarness.open();

    @AfterEach
    void stop() {
        catalog.close();
    }

    private String origin(String ref) {
        return catalog.body(ref)
                .annotation(Annotations.MANAGED_BY_ORIGIN_LOCATION)
                .orElseThrow();
    }

    /**
     * The child is what the first parent says; then the second one says otherwise, and while that is processed the first one has the last
     * word. What it leads to must not be left as it was in between.
     */
    @Test
    void leavesNoTraceInWhatTheEntityLeadsTo() {
        catalog.files().put(INNER, component("grandchild"));
        catalog.files().put(OUTER, location("child", INNER));
        catalog.provide("one", location("first", OUTER));
        catalog.settle();
        catalog.provide("two", location("second", OUTER));
        catalog.intake().refresh("location:default/second");
        catalog.takeTurn(Lane.URGENT);
        catalog.files().put(OUTER, location("child", INNER), component("other"));
        catalog.intake().refresh("location:default/first");

        catalog.takeTurn(Lane.URGENT);
        catalog.settle();

        assertThat(origin(CHILD)).isEqualTo("url:https://one.test/entities.yaml");
        assertThat(origin(GRANDCHILD)).isEqualTo(origin(CHILD));
    }
}
