package dev.buildrun.catalog.query;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.index.BulkLoad;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.json.Json;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said to take long leaves the event loop, so the everyday questions must not, and those that look at everything must. */
class CostTest {
    private static final int COUNT = 8_000;

    private static Snapshot snapshot = Snapshot.EMPTY;

    @BeforeAll
    static void load() {
        try (var load = new BulkLoad()) {
            for (var i = 0; i < COUNT; i++) {
                load.add(entity("Component", "n" + i)
                        .spec("type", i % 2 == 0 ? "service" : "library")
                        .ownedBy("group:default/team-" + i % 50)
                        .build());
            }
            snapshot = load.finish(1);
        }
    }

    private static EntityPages pages(int limit, int offset, @Nullable FullText text, String field) {
        return EntityPages.of(
                snapshot,
                new EntityQuery(
                        Json.object().put("kind", "component").put("spec.type", "service"),
                        new OrderField(field, false),
                        text,
                        limit,
                        offset,
                        true,
                        null));
    }

    @ParameterizedTest
    @CsvSource({
        "20,0,metadata.name,false",
        "0,0,metadata.name,false",
        "500,0,metadata.name,false",
        "20,40000,metadata.name,true",
        "100000,0,metadata.name,true",
        "20,0,spec.type,false",
        "20,0,relations.ownedBy,false"
    })
    void takesDeepAndLongPagesForLong(int limit, int offset, String field, boolean isLong) {
        assertThat(pages(limit, offset, null, field).takesLong()).isEqualTo(isLong);
    }

    @Test
    void takesTextsInTheFieldsOfThePortalForQuick() {
        var text = new FullText("n123", List.of("metadata.name", "metadata.title", "spec.profile.displayName"));

        assertThat(pages(20, 0, text, "metadata.name").takesLong()).isFalse();
    }

    @Test
    void takesManyConditionsForLong() {
        var predicate = Json.object();
        var any = predicate.putArray("$any");
        for (var i = 0; i < 900; i++) {
            any.addObject().putObject("spec.type").put("$exists", i % 2 == 0);
        }

        assertThat(EntityPages.of(snapshot, new EntityQuery(predicate, null, null, 20, 0, true, null))
                        .takesLong())
                .isTrue();
    }

    @Test
    void takesTheNumberThatACursorCarriesForQuick() {
        var first = pages(20, 0, null, "metadata.name").page();
        var counting = EntityPages.of(snapshot, EntityQuery.following(Objects.requireNonNull(first.nextCursor()), 0));

        assertThat(counting.takesLong()).isFalse();
        assertThat(counting.page().totalItems()).isEqualTo(COUNT / 2);
        assertThat(counting.page().items()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"kind,false", "spec.type,false", "relations.ownedBy,false", "metadata.name,true", "nope,false"})
    void takesFacetsOfManyValuesForLong(String facet, boolean isLong) {
        assertThat(Facets.cost(snapshot, COUNT, facet) > Cost.MOST_ON_EVENT_LOOP)
                .isEqualTo(isLong);
    }
}
