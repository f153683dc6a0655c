package dev.buildrun.catalog.process;

import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.Foreseen;
import dev.buildrun.catalog.log.ProcessedBody;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/**
 * Processes entities that a Location has just led to, so that those which are new are stored together with what becomes of them, and need not
 * be stored, claimed, read and stored again. Only where it makes no difference: an entity that something outside may have a part in, that leads
 * to others or is not good takes its turn as always.
 *
 * @param processing what {@link Processing#process} does
 * @param version of the processors
 */
record Foresight(BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing, String version) {
    /** The same entity, with what becomes of it where that can be told. */
    @SuppressWarnings("ThreadPriorityCheck")
    DesiredEntity of(DesiredEntity desired) {
        // Nobody else would get a turn on this core before all of them are done.
        Thread.yield();
        if (desired.entity().kind().equals("Location")
                || mayReadMore(desired.entity().json())) {
            return desired;
        }
        try {
            return processed(desired);
        } catch (RuntimeException | StackOverflowError _) {
            // It fails again in its turn, where it is told, and spoils nothing but itself.
            return desired;
        }
    }

    private DesiredEntity processed(DesiredEntity desired) {
        return switch (processing.apply(UnprocessedEntity.of(desired), ProcessorCache.EMPTY)) {
            case ProcessingOutcome.Completed completed
            when isSelfContained(completed) -> {
                var content = ProcessedBody.of(completed.entity(), completed.relations());
                yield desired.with(new Foreseen(completed.hash(content.bodyHash()), version, content));
            }
            case ProcessingOutcome.Completed _, ProcessingOutcome.Failed _ -> desired;
        };
    }

    private static boolean isSelfContained(ProcessingOutcome.Completed completed) {
        return completed.emitted().isEmpty()
                && completed.refreshKeys().isEmpty()
                && completed.cache().equals(ProcessorCache.EMPTY);
    }

    /** Whether there may be a placeholder in it, the name of a file that is to be read: an object with a key like {@code $text}. */
    private static boolean mayReadMore(JsonNode node) {
        if (!node.isContainer()) {
            return false;
        }
        if (node.isObject() && node.propertyNames().stream().anyMatch(name -> name.startsWith("$"))) {
            return true;
        }
        for (var value : node) {
            if (mayReadMore(value)) {
                return true;
            }
        }
        return false;
    }
}
