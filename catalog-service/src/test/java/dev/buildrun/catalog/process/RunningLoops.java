package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.EntityNames;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.intake.ClaimStore;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.database.Database;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.testing.KnownFiles;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** A catalog that works by itself: the two loops and the index, as in the service, with descriptor files of the local disk. */
final class RunningLoops implements AutoCloseable {
    private static final CatalogRules ANY_KIND = new CatalogRules(List.of(new CatalogRules.Rule(
            List.of("Component", "API", "System", "Group", "Resource", "Location").stream()
                    .map(kind -> new CatalogRules.AllowedKind(kind, null))
                    .toList(),
            null)));

    final Database database;
    final Intake intake;
    final CatalogIndex index;
    final ChangeReader log;
    private final List<ClaimLoop> loops = new ArrayList<>();
    private final CountDownLatch released;

    private RunningLoops(Database database, Set<LocationRef> files, CountDownLatch released) {
        this.database = database;
        this.released = released;
        var urls = new KnownHosts(Map.of(), null);
        var processing = new Processing(BuiltInProcessors.all(new KnownFiles(), urls, files), ANY_KIND, urls);
        var changes = new ChangeStore();
        var store = new IntakeStore(changes);
        var background = new WakeUp();
        var urgent = new WakeUp();
        this.intake = new Intake(database, store, changes, background, urgent);
        this.log = new ChangeReader(database);
        this.index = new CatalogIndex(log, Duration.ofMillis(500));
        index.start();
        for (var lane : List.of(Lane.URGENT, Lane.BACKGROUND, Lane.BACKGROUND)) {
            var loop =
                    new ProcessingLoop(database, new ClaimStore(), store, changes, processing::process, lane, config());
            loops.add(
                    lane == Lane.URGENT
                            ? ClaimLoop.start("urgent", waking(loop, background), urgent, Pace.USUAL)
                            : ClaimLoop.start(
                                    "background", unlessHeld(waking(loop, background)), background, Pace.USUAL));
        }
    }

    private static ProcessingLoopConfig config() {
        return ProcessingLoopConfig.of("speed");
    }

    private ClaimLoop.Turn unlessHeld(ClaimLoop.Turn turn) {
        return () -> {
            released.await();
            return turn.take();
        };
    }

    /** Lets the turns for what providers declare begin, where they are held. */
    void releaseBackground() {
        released.countDown();
    }

    private ClaimLoop.Turn waking(ClaimLoop.Turn turn, WakeUp background) {
        return () -> {
            var count = turn.take();
            if (count > 0) {
                index.wakeSettled();
                background.signal();
            }
            return count;
        };
    }

    static RunningLoops start(DatabaseConfig config, List<Path> files) {
        return new RunningLoops(
                Database.open(config),
                files.stream().map(RunningLoops::location).collect(Collectors.toSet()),
                new CountDownLatch(0));
    }

    /** The same without files, and nothing that a provider declares is processed before {@link #releaseBackground}. */
    static RunningLoops startHeld(DatabaseConfig config) {
        return new RunningLoops(Database.open(config), Set.of(), new CountDownLatch(1));
    }

    private static LocationRef location(Path file) {
        return new LocationRef("file", file.toString());
    }

    /** The Locations of the files, as the provider of the operator's config declares them. */
    static List<DesiredEntity> locations(List<Path> files) {
        return files.stream()
                .map(RunningLoops::location)
                .map(location -> DesiredEntity.of(EntityNames.generatedLocation(location), location.toString()))
                .toList();
    }

    @Override
    public void close() {
        releaseBackground();
        loops.forEach(ClaimLoop::close);
        index.close();
        database.close();
    }
}
