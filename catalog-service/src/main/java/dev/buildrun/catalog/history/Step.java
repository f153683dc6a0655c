package dev.buildrun.catalog.history;

import dev.buildrun.catalog.log.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version and what it was in the life of its entity.
 *
 * @param previous null where none is kept
 * @param changes to the previous version; null where there was none, or none is kept, or something else had the name then
 */
record Step(
        Version version,
        What what,
        @Nullable Version previous,
        @Nullable Changes changes) {
    /** What happened. */
    enum What {
        CREATED("created"),
        CHANGED("changed"),
        REMOVED("removed"),
        /** After a removal, with another uid. */
        RETURNED("returned");

        private final String wireName;

        What(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    /**
     * A difference in short; the etag, which always changes, does not count.
     *
     * @param parts the keys of the entity below which something differs
     */
    record Changes(List<String> parts, int added, int removed, int changed) {
        Changes {
            parts = List.copyOf(parts);
        }
    }

    static Step of(@Nullable Version previous, Version version) {
        if (version.entity() == null) {
            return new Step(version, What.REMOVED, previous, null);
        }
        if (previous == null) {
            // Where it is not known to have been created, all that can be said is that this version is another one.
            return new Step(version, version.beginsLate() ? What.CHANGED : What.CREATED, null, null);
        }
        return previous.entity() == null || !previous.uid().equals(version.uid())
                ? new Step(version, What.RETURNED, previous, null)
                : new Step(version, What.CHANGED, previous, changes(previous, version));
    }

    private static Changes changes(Version previous, Version version) {
        var operations = JsonDiff.between(Served.json(previous), Served.json(version)).stream()
                .filter(operation -> !Served.isEtag(operation.path()))
                .toList();
        return new Changes(
                operations.stream()
                        .map(operation -> operation.path().getFirst())
                        .distinct()
                        .toList(),
                count(operations, JsonDiff.Op.ADD),
                count(operations, JsonDiff.Op.REMOVE),
                count(operations, JsonDiff.Op.REPLACE));
    }

    private static int count(List<JsonDiff.Operation> operations, JsonDiff.Op op) {
        return (int)
                operations.stream().filter(operation -> operation.op() == op).count();
    }
}
