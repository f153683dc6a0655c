package dev.buildrun.platform.access;

import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.catalog.index.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which components are platforms. There is one, and who owns it decides for all; so whoever puts a second one into the catalog must not
 * become the platform team by that.
 */
@FunctionalInterface
public interface Platforms {
    /** Full references of the components whose owners are platform teams. */
    List<String> accepted(Snapshot snapshot);

    /** The platform teams: all owners of all accepted platforms, sorted; none where the catalog has no platform. */
    default List<String> teams(Snapshot snapshot) {
        return accepted(snapshot).stream()
                .flatMap(ref -> owners(snapshot, ref).stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Full references of those who own an entity; none where nobody does, or where there is no such entity. */
    static List<String> owners(Snapshot snapshot, String entityRef) {
        return snapshot.relations(entityRef, RelationType.OWNED_BY.wireName()).stream()
                .map(Relation::targetRef)
                .toList();
    }

    /** All that call themselves one, sorted, accepted or not. */
    static List<String> claimed(Snapshot snapshot) {
        var platforms = RoaringBitmap.and(
                snapshot.field("kind").matches("component"),
                snapshot.field("spec.type").matches("platform"));
        platforms.and(snapshot.all());
        var refs = new ArrayList<String>();
        platforms.forEach((int slot) -> refs.add(snapshot.entity(slot).ref()));
        refs.sort(null);
        return refs;
    }
}
