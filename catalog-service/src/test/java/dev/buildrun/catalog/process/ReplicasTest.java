package dev.buildrun.catalog.process;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.intake.ClaimStore;
import dev.buildrun.testing.CatalogHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens while a build with other processors takes the place of this one. The harness processes with the version "test". */
class ReplicasTest {
    private final CatalogHarness catalog = CatalogHarness.open();
    private final Replicas before = replica("test");
    private final Replicas after = replica("newer");

    private Replicas replica(String version) {
        return new Replicas(catalog.database(), new ClaimStore(), version);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private void processAfterTheNewOneHasStarted() {
        before.take();
        after.take();
        catalog.provide("one", component("web"));
        catalog.settle();
    }

    @Test
    void processesAgainWhatTheOldBuildDidLast() {
        processAfterTheNewOneHasStarted();
        before.close();

        after.take();

        assertThat(catalog.settle()).isEqualTo(1);
    }

    @Test
    void takesAReplicaForDeadThatGivesNoSignOfLife() {
        processAfterTheNewOneHasStarted();
        catalog.database()
                .transact(tx -> tx.jooq()
                        .execute("update processing_replicas set seen_at = now() - interval '2 minutes'"
                                + " where version = 'test'"));

        after.take();

        assertThat(catalog.settle()).isEqualTo(1);
    }

    @Test
    void leavesAloneWhatALivingReplicaDoes() {
        processAfterTheNewOneHasStarted();

        after.take();

        assertThat(catalog.settle()).isZero();
    }

    @Test
    void processesNothingAgainWhenOneOfTheSameBuildGoes() {
        catalog.provide("one", component("web"));
        catalog.settle();
        before.take();
        before.close();

        replica("test").take();

        assertThat(catalog.settle()).isZero();
    }
}
