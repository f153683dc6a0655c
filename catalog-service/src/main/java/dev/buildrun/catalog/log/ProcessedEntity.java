package dev.buildrun.catalog.log;

import dev.buildrun.catalog.entity.CanonicalJson;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.Relation;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A good result, to be stored.
 *
 * @param relations the edges that the entity states; repeated ones count once
 */
public record ProcessedEntity(UUID uid, String ref, Entity body, List<Relation> relations) {
    public ProcessedEntity {
        relations = List.copyOf(relations);
    }

    String bodyHash() {
        return CanonicalJson.sha1(body.json());
    }

    Set<Relation> edges() {
        return new TreeSet<>(relations);
    }
}
