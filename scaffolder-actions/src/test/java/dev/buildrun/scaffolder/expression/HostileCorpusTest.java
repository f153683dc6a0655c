package dev.buildrun.scaffolder.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.Integrations;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * Templates that reach for the host, or for more than their share. {@code hostile.tsv} has one a line: what is to become of it, a tab,
 * the template. Each is refused, or gives what the engine of Backstage gives; and none costs more of a processor than a limit allows.
 */
final class HostileCorpusTest {
    /** How long a template may go on behind a limit before it is refused. */
    private static final Duration MOST_BEYOND = Duration.ofMillis(100);

    private static final int ATTEMPTS = 6;

    /** Nothing but work, one cheap unit after the other, as much as one render may do. */
    private static final String HONEST =
            "{% for i in range(0, 999) %}{% for j in range(0, 999) %}{% set x = j %}{% endfor %}{% endfor %}";

    private static final TemplateEngine ENGINE = new TemplateEngine(ScaffolderFilters.extensions(Integrations.none()));

    private static final ObjectNode CONTEXT = ((ObjectNode) Json.read("""
            {"s": "Hello World", "n": 5, "t": true, "a": [3, 1, 2], "o": {"b": 1, "deep": {"er": [1]}},
             "inert": "${{ secrets.token }}"}
            """)).put("bomb", "a".repeat(20_000) + "!");

    record Hostile(String outcome, String template) {
        @Override
        public String toString() {
            return template.length() < 120 ? template : template.substring(0, 120) + "…";
        }
    }

    static Stream<Hostile> corpus() {
        try (var stream = HostileCorpusTest.class.getResourceAsStream("hostile.tsv")) {
            var text = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line ->
                            new Hostile(line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1)));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static Duration limit = Duration.ZERO;

    /** Classes are loaded and code is compiled before anything is measured. */
    @BeforeAll
    static void warmUp() throws Exception {
        corpus().limit(100).forEach(hostile -> render(hostile.template));
        limit = leastCost(new Hostile("refused", HONEST), Duration.ZERO).cost;
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void isRefusedOrHarmlessAndCheap(Hostile hostile) throws Exception {
        var most = limit.plus(MOST_BEYOND);

        var result = leastCost(hostile, most);

        assertThat(result.outcome).isEqualTo(hostile.outcome);
        assertThat(result.cost).isLessThan(most);
    }

    /** The first time is not measured, since it is the compiler's; then a few times until it was cheap enough, since others run here, too. */
    private static Measured leastCost(Hostile hostile, Duration enough) throws Exception {
        render(hostile.template);
        var least = measured(hostile);
        for (var attempt = 1; attempt < ATTEMPTS && least.cost.compareTo(enough) >= 0; attempt++) {
            var next = measured(hostile);
            least = next.cost.compareTo(least.cost) < 0 ? next : least;
        }
        return least;
    }

    private static Measured measured(Hostile hostile) throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        var measured = new FutureTask<>(() -> {
            var before = threads.getCurrentThreadCpuTime();
            var outcome = render(hostile.template);
            return new Measured(outcome, Duration.ofNanos(threads.getCurrentThreadCpuTime() - before));
        });
        var thread = new Thread(null, measured, "hostile", 512 * 1024);
        thread.start();
        var result = measured.get();
        thread.join();
        return result;
    }

    @Test
    void leavesNoThreadBehind() {
        var before = Thread.activeCount();

        corpus().limit(50).forEach(hostile -> render(hostile.template));

        assertThat(Thread.activeCount()).isEqualTo(before);
    }

    @Test
    void hasMoreThanThreeHundredCases() {
        assertThat(corpus()).hasSizeGreaterThan(300);
    }

    private record Measured(String outcome, Duration cost) {}

    private static String render(String template) {
        try {
            return "=" + ENGINE.renderText(template, CONTEXT, Dialect.STANDARD);
        } catch (ServiceException exception) {
            return "refused";
        }
    }
}
