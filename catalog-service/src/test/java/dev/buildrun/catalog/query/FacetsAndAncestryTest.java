package dev.buildrun.catalog.query;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.catalog.query.Facets.Bucket;
import dev.buildrun.testing.StoredEntities;
import org.junit.jupiter.api.Test;

class FacetsAndAncestryTest {
    private static Snapshot catalog(StoredEntities... entities) {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        for (var entity : entities) {
            edit.put(entity.build());
        }
        return edit.finish();
    }

    @Test
    void countsSpellingsApartAndSortsByCodePoint() {
        var catalog = catalog(
                entity("Component", "a").tags("java", "go"),
                entity("Component", "b").tags("Java", "3"),
                entity("Component", "c").tags("java", "java"));

        assertThat(Facets.of(catalog, catalog.all(), "metadata.TAGS"))
                .containsExactly(new Bucket("3", 1), new Bucket("Java", 1), new Bucket("go", 1), new Bucket("java", 2));
        assertThat(Facets.of(catalog, catalog.all(), "kind")).containsExactly(new Bucket("Component", 3));
        assertThat(Facets.of(catalog, catalog.all(), "nope")).isEmpty();
    }

    @Test
    void goesUpToThoseThatNothingLedTo() {
        var catalog = catalog(
                entity("Location", "root"),
                entity("Location", "middle").parent("location:default/root"),
                entity("Component", "web").parent("location:default/middle").parent("location:default/gone"));

        var items = Ancestry.of(catalog, catalog.byRef("component:default/web").orElseThrow());

        assertThat(items)
                .extracting(item -> item.entity().ref() + " " + item.parentRefs())
                .containsExactly(
                        "component:default/web [location:default/middle]",
                        "location:default/middle [location:default/root]",
                        "location:default/root []");
    }

    @Test
    void endsWhereEntitiesLeadToEachOther() {
        var catalog = catalog(
                entity("Location", "a").parent("location:default/b"),
                entity("Location", "b").parent("location:default/a"));

        assertThat(Ancestry.of(catalog, catalog.byRef("location:default/a").orElseThrow()))
                .hasSize(2);
    }
}
