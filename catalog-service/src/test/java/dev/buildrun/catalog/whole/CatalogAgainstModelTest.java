package dev.buildrun.catalog.whole;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens to a catalog, after each step every question is answered as a plain model answers it. A sequence of steps that shows a
 * difference is told by its seed, and by those of its steps that are enough to show one: {@code -Dcatalog.seed=…} takes that sequence alone,
 * {@code -Dcatalog.sequences=…} as many as that, however long they take. Otherwise it takes up to 200, as far as 20 seconds reach.
 */
class CatalogAgainstModelTest {
    private static final @Nullable Integer WANTED = Integer.getInteger("catalog.sequences");
    private static final @Nullable Long ONLY = Long.getLong("catalog.seed");
    private static final int FEWEST_SEQUENCES = 30;
    private static final int MOST_SEQUENCES = 200;
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final int FEWEST_STEPS = 15;
    private static final int MOST_STEPS = 30;
    private static final int MAX_TRIALS = 200;

    @Test
    void answersEveryQuestionAsThePlainModelDoes() {
        try (var catalog = new RunningCatalog()) {
            if (ONLY != null) {
                check(catalog, ONLY);
                return;
            }
            var end = System.nanoTime() + TIME.toNanos();
            for (var seed = 1; goesOn(seed, end); seed++) {
                check(catalog, seed);
            }
        }
    }

    private static boolean goesOn(int sequence, long end) {
        if (WANTED != null) {
            return sequence <= WANTED;
        }
        return sequence <= FEWEST_SEQUENCES || (sequence <= MOST_SEQUENCES && System.nanoTime() < end);
    }

    private static void check(RunningCatalog catalog, long seed) {
        var steps = steps(seed);
        var failure = run(catalog, seed, steps);
        if (failure != null) {
            var few = shrunk(catalog, seed, steps);
            var told = few.size() < steps.size() ? run(catalog, seed, few) : failure;
            throw new AssertionError(
                    "Sequence " + seed + " (-Dcatalog.seed=" + seed + ") differs from the model, as these " + few.size()
                            + " of its " + steps.size() + " steps do already: " + few,
                    told == null ? failure : told);
        }
    }

    private static List<Step> steps(long seed) {
        // Neighbouring seeds alone would begin alike.
        var random = new Random(seed * 0x9E3779B97F4A7C15L);
        var count = FEWEST_STEPS + random.nextInt(MOST_STEPS - FEWEST_STEPS + 1);
        return IntStream.range(0, count).mapToObj(_ -> Step.draw(random)).toList();
    }

    /** What went wrong; null for nothing. Leaves the catalog empty. */
    private static @Nullable Throwable run(RunningCatalog catalog, long seed, List<Step> steps) {
        catalog.deleteEverything();
        try {
            var story = new Story(catalog);
            var pages = new Pages(catalog);
            var questions = new Questions(catalog);
            var index = new PlainIndex(List.of());
            for (var step : steps) {
                index = story.take(step);
                var random = new RandomEntities(new Random(seed ^ step.seed()));
                pages.ask(random, index);
                questions.ask(random, index);
            }
            questions.askAnother(index);
            return null;
        } catch (AssertionError | RuntimeException failure) {
            return failure;
        }
    }

    /** Leaves out one step after the other, and keeps out those without which it fails just as well. */
    private static List<Step> shrunk(RunningCatalog catalog, long seed, List<Step> steps) {
        var few = new ArrayList<>(steps);
        var trials = 0;
        for (var i = few.size() - 1; i >= 0 && trials < MAX_TRIALS; i--, trials++) {
            var left = few.remove(i);
            if (run(catalog, seed, List.copyOf(few)) == null) {
                few.add(i, left);
            }
        }
        return few;
    }
}
