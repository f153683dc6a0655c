package dev.buildrun.platform.conformance;

import dev.buildrun.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Results as of now: waits for a while until what has just changed is worked out. Any thread may ask; it blocks. */
public final class CurrentResults {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Database database;
    private final CurrentReads current = new CurrentReads();
    private final ResultReads results = new ResultReads();
    private final Clock clock;

    public CurrentResults(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** How a component stands with every rule; empty when that could not be worked out in time. */
    public Optional<List<Result>> all(String component) {
        return when(
                component,
                reads -> database
                        .inTransaction(tx -> reads.list(
                                tx, new ResultReads.Filter(component, null, null, null, null), Integer.MAX_VALUE))
                        .stream()
                        .map(ResultReads.Standing::result)
                        .toList());
    }

    /** What keeps a component from an environment; empty when that could not be worked out in time. */
    public Optional<List<Result>> obstacles(String component, String environment) {
        return when(component, reads -> database.inTransaction(tx -> reads.obstacles(tx, component, environment)));
    }

    private Optional<List<Result>> when(String component, Function<ResultReads, List<Result>> question) {
        var position = database.inTransaction(current::head);
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!database.inTransaction(tx -> current.isCurrent(tx, component, position, clock.instant()))) {
            if (System.nanoTime() >= end || !isPatient()) {
                return Optional.empty();
            }
        }
        return Optional.of(question.apply(results));
    }

    private static boolean isPatient() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
