package dev.buildrun.catalog.feed;

import static dev.buildrun.catalog.feed.FollowedCatalog.EVERYTHING;
import static dev.buildrun.catalog.feed.FollowedCatalog.query;
import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Criteria;
import dev.buildrun.access.Decision;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.log.LoggedPage;
import dev.buildrun.json.Json;
import dev.buildrun.testing.EntityBuilder;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedTailTest {
    private static final Decision NOT_SECRET = new Decision.Conditional(new Criteria.Not(
            new Criteria.Rule("HAS_SPEC", Json.object().put("key", "type").put("value", "secret"))));

    private final FollowedCatalog followed = new FollowedCatalog(new FeedTail.Room(8, 1 << 20, 2));

    @AfterEach
    void close() {
        followed.close();
    }

    @Test
    void tellsWhatIsNewWhatChangesAndWhatGoes() throws Exception {
        followed.provide(component("a"), component("b"));
        followed.provide(component("a").ofType("website"), component("b"));
        followed.provide(component("a").ofType("website"));

        assertThat(followed.told(0, EVERYTHING))
                .containsExactly(
                        "created component:default/a",
                        "created component:default/b",
                        "changed component:default/a",
                        "removed component:default/b");
    }

    @Test
    void tellsOfOneThatNoLongerIsMeantThatItLeft() throws Exception {
        followed.provide(component("a"), component("b").ofType("website"));
        followed.provide(component("a").ofType("website"), component("b"));
        followed.provide();

        assertThat(followed.told(0, query("spec.type=service")))
                .containsExactly(
                        "created component:default/a",
                        "left component:default/a",
                        "changed component:default/b",
                        "removed component:default/b");
    }

    @Test
    void tellsOfOneThatComesBackThatItIsNew() throws Exception {
        followed.provide(component("a"));
        followed.provide();
        followed.provide(component("a"));

        assertThat(followed.told(1, EVERYTHING))
                .containsExactly("removed component:default/a", "created component:default/a");
    }

    @Test
    void joinsDatabaseAndMemoryWithoutAGap() throws Exception {
        followed.provide(
                IntStream.range(0, 30).mapToObj(i -> component("a" + i)).toArray(FeedTailTest::newArray));
        try (var early = followed.tail.read(followed.tail.head())) {
            followed.provide(
                    IntStream.range(0, 20).mapToObj(i -> component("b" + i)).toArray(FeedTailTest::newArray));
            followed.turn();

            var told = followed.told(0, EVERYTHING);

            assertThat(told).hasSize(30 + 20 + 30).doesNotHaveDuplicates();
            assertThat(early.hasFallenBehind()).isFalse();
        }
    }

    private static EntityBuilder[] newArray(int size) {
        return new EntityBuilder[size];
    }

    @Test
    void knowsAReaderThatWasThereAndFellBehind() throws Exception {
        try (var cursor = followed.tail.read(0)) {
            followed.provide(component("a"));
            followed.turn();
            followed.told(cursor, EVERYTHING);

            followed.provide(
                    IntStream.range(0, 20).mapToObj(i -> component("b" + i)).toArray(FeedTailTest::newArray));
            followed.turn();

            assertThat(cursor.hasFallenBehind()).isTrue();
            // It may still read on, from the database.
            assertThat(followed.told(cursor, EVERYTHING)).hasSize(21);
        }
    }

    @Test
    void saysThatAPositionHasExpired() throws Exception {
        followed.provide(component("a"), component("b"), component("c"));
        followed.catalog.forgetLogUpTo(2);

        assertThat(followed.tail.standing(1)).isEqualTo(new LoggedPage.Expired(3));
        assertThat(followed.tail.standing(2)).isInstanceOf(LoggedPage.Changes.class);
        assertThat(followed.tail.standing(3)).isInstanceOf(LoggedPage.Changes.class);
        assertThat(followed.tail.standing(4)).isEqualTo(new LoggedPage.Ahead(3));
        try (var cursor = followed.tail.read(0)) {
            assertThat(cursor.next(10)).isEqualTo(new FeedCursor.Step.Lost(3));
        }
    }

    @Test
    void tellsTheEndOfOneWhoseBeginningCanNoLongerBeFollowed() throws Exception {
        followed.provide(component("a"), component("b"));
        followed.provide(component("b").ofType("website"));
        followed.catalog.forgetLogUpTo(2);

        assertThat(followed.told(2, query("spec.type=service")))
                .containsExactly("removed component:default/a", "left component:default/b");
    }

    @Test
    void readsNothingWhileNobodyListens() {
        followed.provide(component("a"));

        assertThat(followed.tail.take()).isZero();
        try (var _ = followed.tail.read(0)) {
            followed.provide(component("a"), component("b"));
            assertThat(followed.tail.take()).isEqualTo(1);
        }
    }

    @Test
    void tellsNothingOfWhatTheReaderMayNotRead() throws Exception {
        followed.provide(component("a"), component("b"));
        followed.provide();
        var hidden = new HiddenByName();
        hidden.hide("a");
        var some = hidden.rights().of(new Caller.Anonymous());

        assertThat(followed.told(0, EVERYTHING, some))
                .containsExactly("created component:default/b", "removed component:default/b");
    }

    @Test
    void tellsWhoLosesTheRightThatAnEntityHasLeft() throws Exception {
        var rights = new Sight.Rights((_, _, _) -> NOT_SECRET, () -> Snapshot.EMPTY, caller -> caller);
        followed.provide(component("a"), component("b"));
        followed.provide(component("a").ofType("secret"), component("b"));
        followed.provide(component("a").ofType("secret"), component("b").ofType("website"));
        followed.provide(component("a"), component("b").ofType("website"));

        assertThat(followed.told(0, EVERYTHING, rights.of(new Caller.Anonymous())))
                .containsExactly(
                        "created component:default/a",
                        "created component:default/b",
                        "left component:default/a",
                        "changed component:default/b",
                        "changed component:default/a");
    }

    @Test
    void keepsToItselfWhatIsHiddenNowThoughItWasNotThen() throws Exception {
        followed.provide(component("a"), component("b"));
        followed.provide(component("a").ofType("secret"), component("b"));
        try (var index = new CatalogIndex(followed.catalog.reader(), Duration.ofHours(1))) {
            index.start();
            var rights = new Sight.Rights((_, _, _) -> NOT_SECRET, index::snapshot, caller -> caller);

            assertThat(followed.told(0, EVERYTHING, rights.of(new Caller.Anonymous())))
                    .containsExactly("created component:default/b", "left component:default/a");
        }
    }
}
