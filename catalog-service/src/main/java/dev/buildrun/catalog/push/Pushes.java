package dev.buildrun.catalog.push;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.intake.MutationResult;
import dev.buildrun.catalog.intake.MutationTerms;
import dev.buildrun.catalog.intake.MutationTerms.Conflicts;
import dev.buildrun.catalog.intake.MutationTerms.Mode;
import dev.buildrun.catalog.intake.Sources;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.catalog.process.ProcessingOutcome;
import dev.buildrun.catalog.process.ProcessorCache;
import dev.buildrun.catalog.process.UnprocessedEntity;
import dev.buildrun.catalog.provide.Mutation;
import dev.buildrun.catalog.push.PushOutcome.Invalid;
import dev.buildrun.catalog.push.PushOutcome.Stored;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What callers push: checked whole, stored in one transaction or not at all, and shown before the answer goes out. Blocks. */
public final class Pushes {
    /** Bodies that are held in memory at once. */
    private static final int BODIES_AT_ONCE = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration INDEXED_WITHIN = Duration.ofSeconds(10);
    private static final long SHORTEST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 200;

    /** Larger pushes wait behind what is due already, so that they hold up nobody who waits for a few entities. */
    private static final int MOST_URGENT = 500;

    private static final int FAILURES_TOLD = 20;

    private final Sources sources;
    private final ChangeReader log;
    private final CatalogIndex index;
    private final BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing;
    private final PushConfig config;
    private final Semaphore bodies = new Semaphore(BODIES_AT_ONCE, true);

    /**
     * Puts the parts together.
     *
     * @param processing what {@link dev.buildrun.catalog.process.Processing#process} does, with nothing from outside in reach
     */
    public Pushes(
            Sources sources,
            ChangeReader log,
            CatalogIndex index,
            BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing,
            PushConfig config) {
        this.sources = sources;
        this.log = log;
        this.index = index;
        this.processing = processing;
        this.config = config;
    }

    /**
     * How a push is meant.
     *
     * @param actor who asks for it
     * @param expectedVersion of the source, without which nothing is stored; null for any
     */
    record Wish(Mode mode, @Nullable String actor, @Nullable Long expectedVersion) {}

    /** Makes the items all that the source has. */
    PushOutcome replace(PushSource source, Supplier<List<JsonNode>> body, Wish wish) {
        return push(source, wish, check -> new Mutation.Full(check.entities("entities", body.get())));
    }

    /** Adds and changes some, and takes others away. */
    PushOutcome adjust(PushSource source, Supplier<PushBody.Delta> body, Wish wish) {
        return push(source, wish, check -> {
            var delta = body.get();
            return new Mutation.Delta(check.entities("upsert", delta.upsert()), check.refs("delete", delta.delete()));
        });
    }

    /** Takes one away. */
    PushOutcome remove(PushSource source, String ref, Wish wish) {
        return push(source, wish, _ -> new Mutation.Delta(List.of(), List.of(ref)));
    }

    private PushOutcome push(PushSource source, Wish wish, Function<PushCheck, Mutation> read) {
        acquire();
        MutationResult result;
        Mutation mutation;
        try {
            var check = new PushCheck(source.location(), processing);
            mutation = read.apply(check);
            if (!check.faults().isEmpty()) {
                return new Invalid(check.faults());
            }
            result = source.apply(mutation, terms(source, mutation, wish));
        } finally {
            bodies.release();
        }
        return switch (result) {
            case MutationResult.Applied applied -> stored(applied, mutation, wish.mode());
            case MutationResult.Conflicting(var refused) -> new PushOutcome.Conflicting(refused);
            case MutationResult.OutOfDate(var version) -> new PushOutcome.OutOfDate(version);
        };
    }

    private static MutationTerms terms(PushSource source, Mutation mutation, Wish wish) {
        var lane = mutation.declared().size() <= MOST_URGENT ? Lane.URGENT : Lane.BACKGROUND;
        var cause = new Cause("provider:" + source.name(), wish.actor());
        return new MutationTerms(cause, lane, Conflicts.REFUSE_ALL, wish.mode(), wish.expectedVersion());
    }

    private void acquire() {
        try {
            if (!bodies.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ServiceException.of(
                        ErrorKind.SERVICE_UNAVAILABLE, "Other pushes are still being stored, try again later");
            }
        } catch (InterruptedException exception) {
            throw interrupted(exception);
        }
    }

    private Stored stored(MutationResult.Applied applied, Mutation mutation, Mode mode) {
        return switch (mode) {
            case TRY -> new Stored(applied, mode, applied.position(), 0, Map.of());
            case STORE -> settled(applied, mutation);
        };
    }

    /**
     * Waits until the loop has processed what was pushed and this replica shows it. What is as it was may have been pushed a moment ago
     * by the same caller, who got no answer.
     */
    private Stored settled(MutationResult.Applied applied, Mutation mutation) {
        var refs = applied.toProcess();
        var pushed = mutation.declared().stream().map(DesiredEntity::ref).collect(Collectors.toSet());
        var pending = awaitProcessed(pushed);
        var position = log.latest();
        index.awaitPosition(position, INDEXED_WITHIN);
        var errors = refs.isEmpty() ? Map.<String, List<EntityError>>of() : sources.errors(refs, FAILURES_TOLD);
        return new Stored(applied, Mode.STORE, position, pending, errors);
    }

    private int awaitProcessed(Set<String> refs) {
        var end = System.nanoTime() + config.settleWithin().toNanos();
        var pause = SHORTEST_PAUSE_MILLIS;
        var left = unfinished(refs);
        while (left > 0 && System.nanoTime() < end) {
            pause(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            left = unfinished(refs);
        }
        return left;
    }

    private int unfinished(Set<String> refs) {
        return refs.isEmpty() ? 0 : sources.unfinished(refs);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException exception) {
            throw interrupted(exception);
        }
    }

    private static ServiceException interrupted(InterruptedException exception) {
        Thread.currentThread().interrupt();
        return ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "The service stops, try again later", exception);
    }
}
