package dev.buildrun.catalog.intake;

import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.log.Cause;
import dev.buildrun.testing.CatalogHarness;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two Locations that lead to each other must not keep each other, and what they lead to, when nothing else leads to them. */
class LocationRingTest {
    private static final String FILE_A = "https://files.test/a.yaml";
    private static final String FILE_B = "https://files.test/b.yaml";
    private static final String OTHER_FILE = "https://files.test/other.yaml";
    private static final String ROOT = "location:default/root";
    private static final String OTHER = "component:default/other";
    private static final String RING_A = "location:default/ring-a";
    private static final String RING_B = "location:default/ring-b";
    private static final String WEB = "component:default/web";

    private final CatalogHarness catalog = CatalogHarness.open();

    @BeforeEach
    void formTheRing() {
        catalog.files().put(FILE_A, location("ring-b", FILE_B), component("web"));
        catalog.files().put(FILE_B, location("ring-a", FILE_A));
        catalog.files().put(OTHER_FILE, component("other"));
        catalog.provide("one", location("root", FILE_A));
        catalog.settle();
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private void cutFromTheRoot() {
        catalog.provide("one", location("root", OTHER_FILE));
        catalog.settle();
    }

    private void sweep() {
        catalog.intake().sweepOrphans(Duration.ZERO);
        catalog.settle();
    }

    @Test
    void goesWithItsRootAtOnce() {
        catalog.provide("one");

        assertThat(catalog.entities()).isEmpty();
    }

    @Test
    void isSweptWhenItsRootNoLongerLeadsToIt() {
        cutFromTheRoot();

        sweep();

        assertThat(catalog.entities()).containsOnlyKeys(ROOT, OTHER);
    }

    @Test
    void isSweptWhenItsRootIsDeleted() {
        catalog.intake().delete(catalog.known(ROOT).uid(), Cause.of("test"));

        sweep();

        assertThat(catalog.entities()).isEmpty();
    }

    @Test
    void isOneOfOrphansWhereOrphansAreKept() {
        cutFromTheRoot();

        catalog.intake().findOrphans();

        assertThat(catalog.known(RING_A).orphan()).isTrue();
        assertThat(catalog.known(RING_B).orphan()).isTrue();
        assertThat(catalog.known(WEB).orphan()).isFalse();
    }

    @Test
    void staysAsLongAsAnotherWayLeadsIntoIt() {
        catalog.provide("two", location("second", FILE_B));
        catalog.settle();
        cutFromTheRoot();

        sweep();

        assertThat(catalog.entities()).containsKeys(RING_A, RING_B, WEB);
        assertThat(catalog.known(RING_A).orphan()).isFalse();
    }

    @Test
    void isNoOrphanAnyMoreWhenItsRootLeadsToItAgain() {
        cutFromTheRoot();
        catalog.intake().findOrphans();
        catalog.provide("one", location("root", FILE_A));
        catalog.settle();

        catalog.intake().sweepOrphans(Duration.ofDays(1));
        catalog.intake().sweepOrphans(Duration.ZERO);
        catalog.settle();

        assertThat(catalog.entities()).containsKeys(ROOT, RING_A, RING_B, WEB);
        assertThat(catalog.known(RING_A).orphan()).isFalse();
        assertThat(catalog.known(RING_B).orphan()).isFalse();
    }

    @Test
    void isSweptWhenTheLastTwoWaysIntoItAreCutOneAfterTheOther() {
        catalog.provide("two", location("second", FILE_B));
        catalog.settle();
        cutFromTheRoot();
        catalog.intake().findOrphans();
        catalog.provide("two", location("second", OTHER_FILE));
        catalog.settle();

        sweep();

        assertThat(catalog.entities()).containsOnlyKeys(ROOT, "location:default/second", OTHER);
    }
}
