package dev.buildrun.catalog.entity;

import java.util.Comparator;

/**
 * One direction of how two entities stand to each other.
 *
 * @param type for instance {@code ownedBy}; a processor may make up types of its own
 * @param sourceRef the full reference, in lower case, of the entity that shows it
 * @param targetRef the full reference, in lower case, of the other one, which need not exist
 */
public record Relation(String type, String sourceRef, String targetRef) implements Comparable<Relation> {
    private static final Comparator<Relation> ORDER = Comparator.comparing(Relation::type)
            .thenComparing(Relation::targetRef)
            .thenComparing(Relation::sourceRef);

    /** In the order in which an entity shows them: by type, then by target. */
    @Override
    public int compareTo(Relation other) {
        return ORDER.compare(this, other);
    }
}
