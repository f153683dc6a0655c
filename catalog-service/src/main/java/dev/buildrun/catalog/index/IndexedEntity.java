package dev.buildrun.catalog.index;

import dev.buildrun.catalog.entity.Relation;
import java.util.List;
import java.util.UUID;

/**
 * What the index keeps of an entity.
 *
 * @param slot the number that stands for it in sets; means nothing outside of its snapshot
 * @param ref the full reference, in lower case
 * @param stated the relations that it states, of which some have another entity as their source
 * @param parentRefs the entities that lead to it
 */
public record IndexedEntity(
        int slot, UUID uid, String ref, EntityBody body, List<Relation> stated, List<String> parentRefs) {
    /** Its name in lower case. */
    public String name() {
        return ref.substring(ref.lastIndexOf('/') + 1);
    }
}
