package dev.buildrun.catalog.index;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentTextsTest {
    private static final Object NOTHING_SHOWN = new Object();

    private static IndexedEntity numbered(int slot) {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        var stored = entity("Component", "web-" + slot).build();
        edit.put(stored);
        var found = edit.finish().byRef(stored.ref()).orElseThrow();
        return new IndexedEntity(slot, found.uid(), found.ref(), found.body(), List.of(), List.of());
    }

    @Test
    void knowsTheTextOfAnObjectWithItsRelationsAndOfNoOtherThatIsEqual() {
        var recent = new RecentTexts(4, 1_000);
        var kept = numbered(1);
        var equal =
                new IndexedEntity(kept.slot(), kept.uid(), kept.ref(), kept.body(), kept.stated(), kept.parentRefs());
        var text = new byte[10];

        recent.keep(kept, NOTHING_SHOWN, text);

        assertThat(recent.of(kept, NOTHING_SHOWN)).isSameAs(text);
        assertThat(kept).isEqualTo(equal);
        assertThat(recent.of(equal, NOTHING_SHOWN)).isNull();
        assertThat(recent.of(kept, new Object())).isNull();
    }

    @Test
    void givesThePlaceToWhoComesLater() {
        var recent = new RecentTexts(4, 1_000);
        var first = numbered(1);
        var later = numbered(5);

        recent.keep(first, NOTHING_SHOWN, new byte[10]);
        recent.keep(later, NOTHING_SHOWN, new byte[20]);

        assertThat(recent.of(first, NOTHING_SHOWN)).isNull();
        assertThat(recent.of(later, NOTHING_SHOWN)).hasSize(20);
        assertThat(recent.bytes()).isEqualTo(20);
    }

    @Test
    void takesNoMoreMemoryThanItMay() {
        var recent = new RecentTexts(64, 1_000);

        IntStream.range(0, 64).forEach(slot -> recent.keep(numbered(slot), NOTHING_SHOWN, new byte[100]));

        assertThat(recent.bytes()).isBetween(800L, 1_000L);
    }

    @Test
    void findsByNameWhoWasFoundLast() {
        var recent = new RecentTexts(4, 1_000);
        var found = numbered(1);

        recent.keepName(found);

        assertThat(recent.named(found.ref())).isSameAs(found);
        assertThat(recent.named("component:default/other")).isNull();
    }

    @Test
    void forgetsAnObjectAndNoOtherInItsPlace() {
        var recent = new RecentTexts(4, 1_000);
        var gone = numbered(1);
        var other = numbered(2);
        recent.keep(gone, NOTHING_SHOWN, new byte[10]);
        recent.keepName(gone);
        recent.keep(other, NOTHING_SHOWN, new byte[20]);
        recent.keepName(other);

        recent.forget(gone);

        assertThat(recent.named(gone.ref())).isNull();
        assertThat(recent.of(gone, NOTHING_SHOWN)).isNull();
        assertThat(recent.bytes()).isEqualTo(20);
        assertThat(recent.of(other, NOTHING_SHOWN)).hasSize(20);
    }
}
