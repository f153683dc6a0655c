package dev.buildrun.catalog.query;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListOrderTest {
    /** Enough entities, where that is more than 64, that the values of a field are walked rather than sorted. */
    private static Snapshot catalog(int others) {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        edit.put(entity("Component", "a")
                .uid("00000000-0000-4000-8000-000000000009")
                .spec("type", "x")
                .tags("p", "q")
                .build());
        edit.put(entity("Component", "b")
                .uid("00000000-0000-4000-8000-000000000008")
                .spec("type", "x")
                .build());
        edit.put(entity("Component", "c")
                .uid("00000000-0000-4000-8000-000000000007")
                .spec("type", "w")
                .tags("p")
                .build());
        edit.put(entity("Component", "d")
                .uid("00000000-0000-4000-8000-000000000006")
                .build());
        IntStream.range(0, others)
                .forEach(i -> edit.put(entity("API", "other" + i).build()));
        return edit.finish();
    }

    private static String names(Snapshot catalog, int offset, int limit, OrderField... order) {
        var components =
                FilterParameter.toPredicate(List.of("metadata.name=a,metadata.name=b,metadata.name=c,metadata.name=d"));
        var filter = catalog.size() > 64 ? EntityFilter.everything() : Predicates.parse(components.orElseThrow());
        return ListOrder.rows(catalog, filter, List.of(order), offset, limit).stream()
                .map(entity -> entity.ref())
                .filter(ref -> ref.startsWith("component:"))
                .map(ref -> ref.substring("component:default/".length()))
                .collect(Collectors.joining(" "));
    }

    private static OrderField asc(String field) {
        return new OrderField(field, false);
    }

    private static OrderField desc(String field) {
        return new OrderField(field, true);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void putsWhoLacksAFieldLastAndTiesByUid(int others) {
        var catalog = catalog(others);

        assertThat(names(catalog, 0, 1_000)).isEqualTo("a b c d");
        assertThat(names(catalog, 0, 1_000, asc("spec.type"))).isEqualTo("c b a d");
        assertThat(names(catalog, 0, 1_000, desc("spec.type"))).isEqualTo("b a c d");
        assertThat(names(catalog, 0, 1_000, asc("spec.TYPE"), desc("metadata.name")))
                .isEqualTo("c b a d");
        assertThat(names(catalog, 0, 1_000, asc("spec.type"), asc("metadata.name")))
                .isEqualTo("c a b d");
        assertThat(names(catalog, 0, 1_000, asc("metadata.tags"))).isEqualTo("c a a d b");
        assertThat(names(catalog, 0, 1_000, asc("nope"), asc("metadata.name"))).isEqualTo("a b c d");
    }

    @Test
    void listsWhoHasANullBesideValuesOnceMoreWhereThereAreSeveralFields() {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        edit.put(entity("Component", "a").metadata("x", "[1, null]").build());
        edit.put(entity("Component", "b").metadata("x", "2").build());
        var catalog = edit.finish();

        assertThat(names(catalog, 0, 9, asc("metadata.x"))).isEqualTo("a b");
        assertThat(names(catalog, 0, 9, asc("metadata.x"), asc("kind"))).isEqualTo("a b a");
    }

    @Test
    void stopsAtTheLimit() {
        assertThat(names(catalog(0), 1, 2, asc("metadata.name"))).isEqualTo("b c");
        assertThat(names(catalog(0), 3, 9, asc("metadata.name"))).isEqualTo("d");
        assertThat(names(catalog(0), 4, 9, asc("metadata.name"))).isEmpty();
        assertThat(names(catalog(0), 1, 2)).isEqualTo("b c");
    }
}
