package dev.buildrun.catalog.process;

import dev.buildrun.catalog.intake.Claim;
import dev.buildrun.catalog.intake.ClaimStore;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.database.Database;
import dev.buildrun.integration.LargeReads;
import dev.buildrun.work.ClaimLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes due entities of one lane: a turn claims a batch, processes it with no database in reach, one virtual thread per
 * entity, and commits what came of it in one transaction. Any number of loops, in any number of processes, share the work.
 */
public final class ProcessingLoop implements ClaimLoop.Turn {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessingLoop.class);
    private static final int EXTENSIONS_PER_LEASE = 3;
    private static final long SHORTEST_STEP_NANOS = 1_000_000;
    /** While one is written, the next is made ready; more would only take the connections that everybody needs. */
    private static final int LARGE_STORES_AT_ONCE = 2;

    private final Database database;
    private final ClaimStore claims;
    private final ProcessingLoopCommit commit;
    private final ProcessingLoopAhead ahead;
    private final BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing;
    private final ProcessingLoopConfig config;
    private final BatchSize batchSize;
    private final Semaphore largeStores = new Semaphore(LARGE_STORES_AT_ONCE, true);

    /**
     * Puts the parts together.
     *
     * @param processing what {@link Processing#process} does
     */
    public ProcessingLoop(
            Database database,
            ClaimStore claims,
            IntakeStore intake,
            ChangeStore log,
            BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing,
            Lane lane,
            ProcessingLoopConfig config) {
        this.database = database;
        this.claims = claims;
        this.commit = new ProcessingLoopCommit(claims, intake, log, lane, config);
        this.ahead = new ProcessingLoopAhead(database, intake, commit, new Foresight(processing, config.version()));
        this.processing = processing;
        this.config = config;
        this.batchSize = new BatchSize(config.batchSize());
    }

    /** Makes everything due that another version of the processors has processed; to be called once, at start. */
    public int makeDueAfterUpgrade() {
        return database.inTransaction(tx -> claims.makeDueUnlessProcessedBy(tx, config.version()));
    }

    /**
     * One batch; returns how many entities were claimed.
     *
     * @throws RuntimeException when the database fails; what it did not take is due again when the claims have run out
     */
    @Override
    public int take() throws InterruptedException {
        var limit = batchSize.limit();
        var batch = database.inTransaction(tx -> commit.claim(tx, limit));
        if (!batch.isEmpty()) {
            var started = System.nanoTime();
            var notStored = new ConcurrentLinkedQueue<RuntimeException>();
            storeInGroups(process(batch, notStored));
            if (!notStored.isEmpty()) {
                throw notStored.peek();
            }
            batchSize.took(batch.size(), System.nanoTime() - started);
        }
        return batch.size();
    }

    /** While one group is stored, the claims of those that come after it must not run out. */
    private void storeInGroups(List<ProcessingLoopResult> results) {
        var left = new ArrayList<>(results);
        for (var group : ProcessingLoopResult.inGroups(results)) {
            if (left.size() < results.size()) {
                var waiting = left.stream().map(ProcessingLoopResult::claim).toList();
                database.transact(tx -> commit.extend(tx, waiting));
            }
            store(group);
            left.subList(0, group.size()).clear();
        }
    }

    /** What has come of the batch and is not stored yet. */
    private List<ProcessingLoopResult> process(List<Claim> batch, Collection<RuntimeException> notStored)
            throws InterruptedException {
        var results = new ConcurrentHashMap<Long, Optional<ProcessingLoopResult>>();
        var open = new CountDownLatch(batch.size());
        var threads = batch.stream()
                .map(claim -> Thread.ofVirtual().name(claim.ref()).start(() -> {
                    try {
                        results.put(claim.token(), LargeReads.piece(() -> processUnlessLarge(claim)));
                    } catch (RuntimeException failure) {
                        // That is no outcome of the entity: nobody could store what came of it.
                        notStored.add(failure);
                        results.put(claim.token(), Optional.empty());
                    } finally {
                        open.countDown();
                    }
                }))
                .toList();
        try {
            awaitWithinLease(open, batch);
        } finally {
            threads.forEach(Thread::interrupt);
        }
        return batch.stream()
                .flatMap(claim -> results.computeIfAbsent(claim.token(), _ -> Optional.of(tooLate(claim))).stream())
                .toList();
    }

    /** What was made of something large is stored at once, and alone, so that a batch never holds several of that kind. */
    private Optional<ProcessingLoopResult> processUnlessLarge(Claim claim) {
        var result = process(claim);
        if (!LargeReads.isLarge()) {
            return Optional.of(result);
        }
        try {
            largeStores.acquire();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of(tooLate(claim));
        }
        try {
            store(List.of(result));
        } finally {
            largeStores.release();
        }
        return Optional.empty();
    }

    private void awaitWithinLease(CountDownLatch open, List<Claim> batch) throws InterruptedException {
        var end = System.nanoTime() + config.deadline().toNanos();
        var step = Math.max(config.lease().dividedBy(EXTENSIONS_PER_LEASE).toNanos(), SHORTEST_STEP_NANOS);
        for (var left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            if (open.await(Math.min(step, left), TimeUnit.NANOSECONDS)) {
                return;
            }
            database.transact(tx -> commit.extend(tx, batch));
        }
    }

    private ProcessingLoopResult process(Claim claim) {
        var desired = claim.desired();
        try {
            var cache = ProcessorCache.parse(claim.cache());
            return ProcessingLoopResult.of(claim, processing.apply(UnprocessedEntity.of(desired), cache));
        } catch (RuntimeException | StackOverflowError bug) {
            LOG.atError()
                    .addKeyValue("entityRef", claim.ref())
                    .setCause(bug)
                    .log("Processing threw, which it should not");
            return ProcessingLoopResult.failed(claim, "An internal error occurred while processing " + claim.ref());
        }
    }

    private ProcessingLoopResult tooLate(Claim claim) {
        return ProcessingLoopResult.failed(
                claim,
                "Processing " + claim.ref() + " took longer than "
                        + config.deadline().toSeconds() + " s");
    }

    /**
     * Commits the batch as a whole or, where PostgreSQL does not take something in it, each by itself, so that one bad outcome
     * spoils no other. When PostgreSQL cannot be reached, the claims run out and everything is done again.
     */
    private void store(List<ProcessingLoopResult> results) {
        try {
            var prepared = ahead.prepare(results);
            database.transact(tx -> commit.store(tx, prepared));
        } catch (RuntimeException exception) {
            if (!Database.isAboutData(exception)) {
                throw exception;
            }
            LOG.atWarn()
                    .addKeyValue("entities", results.size())
                    .addKeyValue("reason", exception.getMessage())
                    .log("A batch could not be stored; trying one by one");
            results.forEach(this::storeAlone);
        }
    }

    private void storeAlone(ProcessingLoopResult result) {
        try {
            database.transact(tx -> commit.store(tx, List.of(result)));
        } catch (RuntimeException exception) {
            if (!Database.isAboutData(exception)) {
                throw exception;
            }
            LOG.atWarn()
                    .addKeyValue("entityRef", result.claim().ref())
                    .addKeyValue("reason", exception.getMessage())
                    .log("An outcome could not be stored");
            var failure = ProcessingLoopResult.failed(
                    result.claim(), "What came of processing " + result.claim().ref() + " could not be stored");
            database.transact(tx -> commit.store(tx, List.of(failure)));
        }
    }
}
