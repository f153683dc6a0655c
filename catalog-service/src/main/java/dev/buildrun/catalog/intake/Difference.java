package dev.buildrun.catalog.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What has to be done so that a provider's entities are the new ones.
 *
 * @param withdrawn refs to take back: those that are gone, and those whose location key is another one now
 * @param declared entities to declare: the new ones, the changed ones, and again those whose location key is another one now
 */
record Difference(Set<String> withdrawn, List<DesiredEntity> declared) {
    /**
     * Compares.
     *
     * @param before what the provider declares at present
     * @param after what it is to declare; of several with one ref the last one counts
     * @param gone refs that it no longer declares
     */
    static Difference between(Map<String, KnownEntity> before, Map<String, DesiredEntity> after, Set<String> gone) {
        var withdrawn = new TreeSet<>(gone);
        withdrawn.removeAll(after.keySet());
        var declared = new ArrayList<DesiredEntity>();
        after.forEach((ref, desired) -> {
            var known = before.get(ref);
            if (known == null || !known.isSame(desired)) {
                declared.add(desired);
            }
            if (known != null && !Objects.equals(known.locationKey(), desired.locationKey())) {
                withdrawn.add(ref);
            }
        });
        return new Difference(withdrawn, declared);
    }
}
