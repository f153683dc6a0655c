package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.CanonicalJson;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.Relation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What came of processing one entity. */
public sealed interface ProcessingOutcome {
    /** What to hand in when the entity is processed again. */
    ProcessorCache cache();

    /** What was read from outside, for instance {@code url:https://…}: when it changes, the entity is due. Sorted. */
    List<String> refreshKeys();

    /** Equal for outcomes that mean the same, so that a repeated one needs no write. The cache has no part in it. */
    String hash();

    /**
     * The entity is good.
     *
     * @param entity as it is to be stored, without relations, uid and status
     * @param relations both directions of every relation that it states; sorted, each once
     * @param emitted the entities that it leads to, in the order in which they were found
     */
    record Completed(
            Entity entity,
            List<Relation> relations,
            List<UnprocessedEntity> emitted,
            List<String> refreshKeys,
            ProcessorCache cache)
            implements ProcessingOutcome {
        public Completed {
            relations = List.copyOf(relations);
            emitted = List.copyOf(emitted);
            refreshKeys = List.copyOf(refreshKeys);
        }

        @Override
        public String hash() {
            return hash(CanonicalJson.sha1(entity.json()));
        }

        /**
         * The same for those who have it already.
         *
         * @param bodyHash the SHA-1 of the entity as canonical JSON
         */
        String hash(String bodyHash) {
            var children = emitted.stream()
                    .map(child -> child.locationKey() + " " + child.ref() + " " + child.hash())
                    .sorted();
            var parts = Stream.of(
                    Stream.of(bodyHash), relations.stream().map(Relation::toString), children, refreshKeys.stream());
            return CanonicalJson.sha1(
                    parts.map(part -> part.collect(Collectors.joining("\n"))).collect(Collectors.joining("\n\n")));
        }
    }

    /** The entity is not good; what was stored of it stays, and so do the entities that it led to. */
    record Failed(List<EntityError> errors, List<String> refreshKeys, ProcessorCache cache)
            implements ProcessingOutcome {
        public Failed {
            errors = List.copyOf(errors);
            refreshKeys = List.copyOf(refreshKeys);
        }

        @Override
        public String hash() {
            var text = errors.stream().map(error -> error.toJson().toString()).collect(Collectors.joining("\n"));
            return CanonicalJson.sha1("failed\n" + text + "\n" + String.join("\n", refreshKeys));
        }
    }
}
