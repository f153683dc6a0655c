package dev.buildrun.catalog.process;

import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.location;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.integration.LargeReads;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import dev.buildrun.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever is processed here counts as made of something large, so each outcome is stored alone, beside others. */
class LargeOutcomeTest {
    private static final int CONNECTIONS = 2;
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int LOCATIONS = 3;

    /** A Location leads to one component of its name. */
    private static ProcessingOutcome process(UnprocessedEntity entity, ProcessorCache cache) {
        LargeReads.enter(Duration.ofMinutes(1));
        return new ProcessingOutcome.Completed(entity.entity(), List.of(), ledTo(entity.entity()), List.of(), cache);
    }

    private static List<UnprocessedEntity> ledTo(Entity entity) {
        var url = "url:https://files.test/" + entity.name() + ".yaml";
        return entity.kind().equals("Location")
                ? List.of(
                        UnprocessedEntity.of(component(entity.name()).from(url).build(), url))
                : List.of();
    }

    /** The number of the commit that changes the log is {@code n} here, beginning with 1. */
    private static void atCommit(CatalogHarness catalog, String statement) {
        catalog.database().transact(tx -> {
            tx.jooq().execute("create sequence commits");
            tx.jooq()
                    .execute("create function act() returns trigger language plpgsql as $$ declare n bigint;"
                            + " begin n := nextval('commits'); " + statement + " return null; end $$");
            tx.jooq()
                    .execute("create constraint trigger acting after update on change_log_head"
                            + " deferrable initially deferred for each row execute function act()");
        });
    }

    @Test
    void isDueAgainAndNoFailureOfTheEntityWhenTheDatabaseDoesNotTakeIt() {
        try (var catalog = CatalogHarness.open(TestDatabase.create(), LargeOutcomeTest::process)) {
            catalog.provide("one", location("first", "https://files.test/first.yaml"));
            atCommit(catalog, "if n = 1 then raise exception 'the lights went out'; end if;");

            assertThatThrownBy(() -> catalog.takeTurn(Lane.BACKGROUND)).hasStackTraceContaining("the lights went out");
            var failed = catalog.intake().failed();
            var tooEarly = catalog.settle();
            catalog.timePasses(ProcessingLoopConfig.DEFAULT_LEASE);
            catalog.settle();

            assertThat(failed).isEmpty();
            assertThat(tooEarly).isZero();
            assertThat(catalog.entities()).containsOnlyKeys("location:default/first", "component:default/first");
        }
    }

    /** Were as many stored at once as there are places for, one of them would wait for a connection for longer than anybody does. */
    @Test
    void takesNoMoreConnectionsThanThereAre() {
        var given = TestDatabase.create();
        var few = new DatabaseConfig(
                given.jdbcUrl(), given.user(), given.password(), CONNECTIONS, PATIENCE, given.statementTimeout());
        var locations = IntStream.range(0, LOCATIONS)
                .mapToObj(n -> location("l" + n, "https://files.test/l" + n + ".yaml"))
                .toArray(EntityBuilder[]::new);
        try (var catalog = CatalogHarness.open(few, LargeOutcomeTest::process)) {
            catalog.provide("one", locations);
            atCommit(catalog, "perform pg_sleep(0.8);");

            catalog.settle();

            assertThat(catalog.entities()).hasSize(2 * LOCATIONS);
            assertThat(catalog.intake().failed()).isEmpty();
        }
    }
}
