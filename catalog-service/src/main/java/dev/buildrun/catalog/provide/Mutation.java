package dev.buildrun.catalog.provide;

import dev.buildrun.catalog.intake.DesiredEntity;
import java.util.List;

/** What a provider has to say. */
public sealed interface Mutation {
    /** The entities that it brings. */
    List<DesiredEntity> declared();

    /** These are all of its entities. */
    record Full(List<DesiredEntity> entities) implements Mutation {
        public Full {
            entities = List.copyOf(entities);
        }

        @Override
        public List<DesiredEntity> declared() {
            return entities;
        }
    }

    /** These entities are new or changed, and those with the refs (full, in lower case) are no more. */
    record Delta(List<DesiredEntity> added, List<String> removedRefs) implements Mutation {
        public Delta {
            added = List.copyOf(added);
            removedRefs = List.copyOf(removedRefs);
        }

        @Override
        public List<DesiredEntity> declared() {
            return added;
        }
    }
}
