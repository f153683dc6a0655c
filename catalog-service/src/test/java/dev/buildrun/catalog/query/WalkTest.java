package dev.buildrun.catalog.query;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.index.BulkLoad;
import dev.buildrun.catalog.index.IndexedEntity;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is looked for may all be at the far end of an order; then a walk from its begin gives up and sorts what is left. */
class WalkTest {
    private static final int COUNT = 8_000;
    private static final int FIRST_LATE = 7_400;

    private static Snapshot snapshot = Snapshot.EMPTY;

    @BeforeAll
    static void load() {
        try (var load = new BulkLoad()) {
            for (var i = 0; i < COUNT; i++) {
                load.add(entity("Component", String.format("n%05d", i))
                        .metadata("title", "\"" + String.format("t%05d", COUNT - i) + "\"")
                        .spec("type", i >= FIRST_LATE || i == 3 ? "late" : "early")
                        .build());
            }
            snapshot = load.finish(1);
        }
    }

    private static List<String> late(boolean descending) {
        var late = IntStream.range(0, COUNT)
                .filter(i -> i >= FIRST_LATE || i == 3)
                .mapToObj(i -> String.format("component:default/n%05d", i))
                .toList();
        return descending ? late.reversed() : late;
    }

    private static List<String> walked(String field, boolean descending, int limit, @Nullable FullText text) {
        var found = new ArrayList<String>();
        var query = new EntityQuery(
                Json.object().put("spec.type", "late"), new OrderField(field, descending), text, limit, 0, true, null);
        var page = EntityPages.find(snapshot, query);
        page.items().stream().map(IndexedEntity::ref).forEach(found::add);
        while (page.nextCursor() != null) {
            page = EntityPages.find(snapshot, EntityQuery.following(page.nextCursor(), limit));
            page.items().stream().map(IndexedEntity::ref).forEach(found::add);
        }
        return found;
    }

    @ParameterizedTest
    @CsvSource({
        "metadata.name,false,1000",
        "metadata.name,true,20",
        "metadata.name,false,20",
        "metadata.name,false,150",
        "metadata.title,true,20",
        "metadata.title,false,20",
        "metadata.title,true,590"
    })
    void findsWhatIsAtTheFarEndInOrder(String field, boolean descending, int limit) {
        var walked = walked(field, descending, limit, null);

        assertThat(walked).isEqualTo(late(descending != field.equals("metadata.title")));
    }

    @ParameterizedTest
    @CsvSource({"false,7", "true,7", "false,400"})
    void findsTextsAtTheFarEndInOrder(boolean descending, int limit) {
        var walked = walked("metadata.name", descending, limit, new FullText("N079", null));

        assertThat(walked)
                .isEqualTo(late(descending).stream()
                        .filter(ref -> ref.contains("n079"))
                        .toList());
    }
}
