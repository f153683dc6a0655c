package dev.buildrun.catalog.process;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.intake.MutationTerms;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import dev.buildrun.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One entity of a user beside very many of a provider, on loops that run by themselves. */
class OvertakingTest {
    private static final int MANY = 55_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RunningLoops catalog = RunningLoops.start(TestDatabase.create(), List.of());

    @AfterEach
    void close() {
        catalog.close();
    }

    private static EntityBuilder[] many() {
        return IntStream.range(0, MANY)
                .mapToObj(number -> component("c" + number))
                .toArray(EntityBuilder[]::new);
    }

    private long millisUntilShown(String name) throws InterruptedException {
        var cause = Cause.of("provider:user");
        var terms = new MutationTerms(
                cause, Lane.URGENT, MutationTerms.of(cause).conflicts(), MutationTerms.Mode.STORE, null);
        var started = System.nanoTime();
        catalog.intake.sources().adjust("user", CatalogHarness.desired("user", component(name)), List.of(), terms);
        var end = started + PATIENCE.toNanos();
        while (catalog.index.snapshot().byRef("component:default/" + name).isEmpty() && System.nanoTime() < end) {
            new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    }

    @Test
    void showsWhatAUserDeclaresBeforeWhatAProviderHasDeclaredBeforeIt() throws Exception {
        var desired = CatalogHarness.desired("provider", many());
        var declaring = Thread.ofVirtual()
                .start(() -> catalog.intake.replace("provider", desired, Cause.of("provider:provider")));

        var whileDeclared = millisUntilShown("first");
        declaring.join();
        var whileProcessed = millisUntilShown("second");

        assertThat(catalog.index.snapshot().size())
                .as("the provider's are still coming in")
                .isLessThan(MANY);
        assertThat(whileDeclared).isLessThan(PATIENCE.toMillis());
        assertThat(whileProcessed).isLessThan(PATIENCE.toMillis());
    }
}
