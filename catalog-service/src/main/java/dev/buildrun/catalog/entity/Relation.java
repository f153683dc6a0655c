package dev.buildrun.catalog.entity;

/**
 * One direction of how two entities stand to each other.
 *
 * @param type for instance {@code ownedBy}; a processor may make up types of its own
 * @param sourceRef the full reference, in lower case, of the entity that shows it
 * @param targetRef the full reference, in lower case, of the other one, which need not exist
 */
public record Relation(String type, String sourceRef, String targetRef) implements Comparable<Relation> {
    /** In the order in which an entity shows them: by type, then by target. Compared so often that it does without a comparator. */
    @Override
    public int compareTo(Relation other) {
        var byType = type.compareTo(other.type);
        if (byType != 0) {
            return byType;
        }
        var byTarget = targetRef.compareTo(other.targetRef);
        return byTarget != 0 ? byTarget : sourceRef.compareTo(other.sourceRef);
    }
}
