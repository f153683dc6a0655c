package dev.buildrun;

import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.intake.ClaimStore;
import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.intake.OrphanStrategy;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.catalog.process.ProcessingLoop;
import dev.buildrun.catalog.process.ProcessingLoopConfig;
import dev.buildrun.catalog.process.ProcessingOutcome;
import dev.buildrun.catalog.process.ProcessorCache;
import dev.buildrun.catalog.process.Replicas;
import dev.buildrun.catalog.process.UnprocessedEntity;
import dev.buildrun.database.Database;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/** What works on the catalog in the background. */
record CatalogLoops(Database database, IntakeStore intake, ChangeStore log, ProcessingLoopConfig config) {
    private static final Duration ORPHAN_GRACE = Duration.ofSeconds(30);
    private static final Pace REPLICA_PACE =
            new Pace(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(10));
    private static final Pace SWEEP_PACE =
            new Pace(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMinutes(1));

    /** Starts to process what is due, in two lanes, the one for the many with two loops. */
    List<ClaimLoop> process(
            BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing,
            CatalogIndex index,
            CatalogParts.Wakes wakes) {
        var background = loop(processing, Lane.BACKGROUND);
        background.makeDueAfterUpgrade();
        var beside = loop(processing, Lane.BACKGROUND);
        var urgent = loop(processing, Lane.URGENT);
        return List.of(
                ClaimLoop.start("processing", waking(index, wakes, background), wakes.background(), Pace.USUAL),
                ClaimLoop.start("processing-2", waking(index, wakes, beside), wakes.background(), Pace.USUAL),
                ClaimLoop.start("processing-urgent", waking(index, wakes, urgent), wakes.urgent(), Pace.USUAL));
    }

    private ProcessingLoop loop(
            BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing, Lane lane) {
        return new ProcessingLoop(database, new ClaimStore(), intake, log, processing, lane, config);
    }

    /**
     * What a turn has committed shows in this process at once, without waiting for a notification. Where there was something, there may be
     * more, also of what it has led to: the other loop, which computes while this one's PostgreSQL writes, looks too.
     */
    private static ClaimLoop.Turn waking(CatalogIndex index, CatalogParts.Wakes wakes, ClaimLoop.Turn turn) {
        return () -> {
            var count = turn.take();
            if (count > 0) {
                index.wakeSettled();
                wakes.background().signal();
            }
            return count;
        };
    }

    /** Starts to tell the other replicas of this one, and to notice when one has gone. */
    ClaimLoop followReplicas(Closing closing) {
        var replicas = closing.add(new Replicas(database, new ClaimStore(), config.version()));
        return ClaimLoop.start("replicas", replicas, new WakeUp(), REPLICA_PACE);
    }

    /** Starts to find what nothing declares any more, and to delete it where that is wanted. */
    static ClaimLoop orphans(Intake intake, OrphanStrategy strategy) {
        ClaimLoop.Turn turn = switch (strategy) {
            case DELETE -> () -> intake.sweepOrphans(ORPHAN_GRACE);
            case KEEP -> intake::findOrphans;
        };
        return ClaimLoop.start("orphans", turn, new WakeUp(), SWEEP_PACE);
    }
}
