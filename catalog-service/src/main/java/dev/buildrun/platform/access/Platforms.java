package dev.buildrun.platform.access;

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
