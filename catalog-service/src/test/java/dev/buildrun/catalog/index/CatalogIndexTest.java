package dev.buildrun.catalog.index;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.catalog.log.Change;
import dev.buildrun.catalog.log.LogPage;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CatalogIndexTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LONG = Duration.ofSeconds(20);

    /** A change log in memory, which may forget its beginning and may fail. */
    private static final class LogInMemory implements CatalogIndex.Source {
        private final Map<String, StoredEntity> entities = new LinkedHashMap<>();
        private final List<Change> changes = new ArrayList<>();
        private long forgotten;
        private int failures;
        private int reads;
        private int loads;
        private LongSupplier known = () -> Long.MAX_VALUE;
        private long furthestAhead;

        synchronized long write(StoredEntity entity) {
            var position = forgotten + changes.size() + 1;
            changes.add(new Change.EntityChanged(position, entity));
            entities.put(entity.ref(), entity);
            return position;
        }

        synchronized void forget() {
            forgotten += changes.size();
            changes.clear();
        }

        synchronized void failNext(int times) {
            failures = times;
        }

        synchronized int loads() {
            return loads;
        }

        synchronized void compareReadsWith(LongSupplier positionOfTheIndex) {
            known = positionOfTheIndex;
        }

        /** How much further than the index showed it was read. */
        synchronized long furthestAhead() {
            return furthestAhead;
        }

        synchronized int reads() {
            return reads;
        }

        @Override
        public synchronized long readAll(Consumer<Supplier<StoredEntity>> each) {
            loads++;
            if (failures > 0) {
                failures--;
                throw new IllegalStateException("The database is away");
            }
            entities.values().forEach(entity -> each.accept(() -> entity));
            return forgotten + changes.size();
        }

        @Override
        public synchronized long latest() {
            return forgotten + changes.size();
        }

        @Override
        public synchronized LogPage readAfter(long position, int limit) {
            reads++;
            furthestAhead = Math.max(furthestAhead, position - known.getAsLong());
            if (failures > 0) {
                failures--;
                throw new IllegalStateException("The database is away");
            }
            if (position < forgotten) {
                return new LogPage.Truncated(forgotten + 1);
            }
            var from = (int) (position - forgotten);
            return new LogPage.Changes(changes.subList(from, Math.min(changes.size(), from + limit)));
        }
    }

    @Test
    void hasTheWholeCatalogWhenItHasStarted() {
        var log = new LogInMemory();
        for (var i = 0; i < 2_500; i++) {
            log.write(entity("Component", "c" + i).build());
        }

        try (var index = new CatalogIndex(log, HOUR)) {
            index.start();

            assertThat(index.snapshot().size()).isEqualTo(2_500);
            assertThat(index.snapshot().position()).isEqualTo(2_500);
        }
    }

    @Test
    void makesThoseWaitWhoAskBeforeItHasStarted() {
        var log = new LogInMemory();
        for (var i = 0; i < 2_500; i++) {
            log.write(entity("Component", "c" + i).build());
        }

        try (var index = new CatalogIndex(log, HOUR)) {
            index.startInBackground();

            assertThat(index.snapshot().size()).isEqualTo(2_500);
            assertThat(index.position()).isEqualTo(2_500);
        }
    }

    @Test
    void tellsThoseWhoWaitThatItCanNotStart() {
        var log = new LogInMemory();
        log.failNext(1);

        try (var index = new CatalogIndex(log, HOUR)) {
            index.startInBackground();

            assertThatThrownBy(index::snapshot)
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("The database is away");
        }
    }

    @Test
    void readsEverythingAnewWhenMoreComesAtOnceThanThereIs() {
        var log = new LogInMemory();
        try (var index = new CatalogIndex(log, HOUR)) {
            index.start();
            for (var i = 0; i < 2_500; i++) {
                log.write(entity("Component", "c" + i).build());
            }

            var snapshot = index.awaitPosition(2_500, LONG);

            assertThat(snapshot.size()).isEqualTo(2_500);
            assertThat(log.loads()).isEqualTo(2);
        }
    }

    @Test
    void changesWhatThereIsWhenLessComesAtOnce() {
        var log = new LogInMemory();
        for (var i = 0; i < 2_500; i++) {
            log.write(entity("Component", "c" + i).build());
        }
        try (var index = new CatalogIndex(log, HOUR)) {
            index.start();
            for (var i = 0; i < 600; i++) {
                log.write(entity("Component", "more" + i).build());
            }

            var snapshot = index.awaitPosition(3_100, LONG);

            assertThat(snapshot.size()).isEqualTo(3_100);
            assertThat(log.loads()).isEqualTo(1);
        }
    }

    private long furthestReadAhead(Consumer<CatalogIndex> wait) {
        var log = new LogInMemory();
        for (var i = 0; i < 5_000; i++) {
            log.write(entity("Component", "c" + i).build());
        }
        try (var index = new CatalogIndex(log, HOUR)) {
            index.start();
            for (var i = 0; i < 4_000; i++) {
                log.write(entity("Component", "more" + i).build());
            }
            log.compareReadsWith(index::position);

            wait.accept(index);

            assertThat(index.snapshot().size()).isEqualTo(9_000);
            return log.furthestAhead();
        }
    }

    @Test
    void takesSeveralPagesInOneStepWhenItIsFarBehind() {
        assertThat(furthestReadAhead(index -> index.awaitPositionPatiently(9_000, LONG)))
                .isEqualTo(3_000);
    }

    @Test
    void showsEachPageAtOnceWhenSomebodyWaits() {
        assertThat(furthestReadAhead(index -> {
                    var reached = new CompletableFuture<Boolean>();
                    index.whenReached(9_000, () -> reached.complete(true));
                    reached.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
                }))
                .isZero();
    }

    @Test
    void showsAWriteToThoseWhoWaitForIt() {
        var log = new LogInMemory();
        try (var index = new CatalogIndex(log, HOUR)) {
            index.start();
            var position = log.write(entity("Component", "web").build());

            var snapshot = index.awaitPosition(position, LONG);

            assertThat(snapshot.byRef("component:default/web")).isPresent();
        }
    }

    @Test
    void noticesAWriteThatNobodyToldAbout() {
        var log = new LogInMemory();
        try (var index = new CatalogIndex(log, Duration.ofMillis(1))) {
            index.start();
            log.write(entity("Component", "web").build());

            assertThat(index.awaitPosition(1, LONG).byRef("component:default/web"))
                    .isPresent();
        }
    }

    @Test
    void saysSoWhenAPositionDoesNotCome() {
        try (var index = new CatalogIndex(new LogInMemory(), HOUR)) {
            index.start();

            assertThatThrownBy(() -> index.awaitPosition(1, Duration.ofMillis(1)))
                    .isInstanceOfSatisfying(
                            ServiceException.class,
                            exception -> assertThat(exception.kind()).isEqualTo(ErrorKind.SERVICE_UNAVAILABLE))
                    .hasMessageContaining("at position 0, expected 1");
        }
    }

    @Test
    void goesOnWhenTheDatabaseIsBack() {
        var log = new LogInMemory();
        try (var index = new CatalogIndex(log, Duration.ofMillis(1))) {
            index.start();
            log.failNext(3);
            log.write(entity("Component", "web").build());

            assertThat(index.awaitPosition(1, LONG).size()).isEqualTo(1);
            assertThat(log.reads()).isGreaterThan(3);
        }
    }

    @Test
    void readsEverythingAnewWhenTheLogHasForgottenWhatItNeeds() {
        var log = new LogInMemory();
        try (var index = new CatalogIndex(log, HOUR)) {
            index.start();
            log.write(entity("Component", "a").build());
            log.write(entity("Component", "b").build());
            log.forget();

            var snapshot = index.awaitPosition(2, LONG);

            assertThat(snapshot.size()).isEqualTo(2);
        }
    }
}
