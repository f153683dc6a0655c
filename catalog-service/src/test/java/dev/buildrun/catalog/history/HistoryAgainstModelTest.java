package dev.buildrun.catalog.history;

import static dev.buildrun.database.schema.Tables.CHANGE_LOG;
import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.jooq.impl.DSL.currentOffsetDateTime;

import com.flipkart.zjsonpatch.Jackson3JsonPatch;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.catalog.log.Change;
import dev.buildrun.catalog.log.LogRetention;
import dev.buildrun.catalog.log.RetentionConfig;
import dev.buildrun.catalog.log.Version;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * A catalog changes at random; the model remembers, after every change, what each entity was. Then time is laid over the log, a row an
 * hour, and the history must say the same for every moment, before and after old versions were forgotten.
 */
class HistoryAgainstModelTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");
    private static final int STEPS = 60;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Random random = new Random();
    /** The time of the database when the last change was an hour ago. */
    private Instant start = NOW;

    /** By position: what each entity was, JSON null where there was none. */
    private final TreeMap<Long, Map<String, JsonNode>> states = new TreeMap<>();

    /** By position: which entity. */
    private final TreeMap<Long, String> changed = new TreeMap<>();

    private static String ref(String name) {
        return "component:default/" + name;
    }

    private void changeAtRandom(CatalogHarness catalog) {
        for (var step = 0; step < STEPS; step++) {
            var name = NAMES.get(random.nextInt(NAMES.size()));
            if (random.nextInt(4) == 0) {
                catalog.remove("one", ref(name));
            } else {
                catalog.add("one", entity(name));
            }
            if (random.nextInt(3) > 0) {
                catalog.settle();
                remember(catalog);
            }
        }
        catalog.settle();
        remember(catalog);
    }

    /** Now and then one that breaks the rules, so that it stays as it was and shows an error. */
    private EntityBuilder entity(String name) {
        var entity =
                component(name).described("text " + random.nextInt(3)).ownedBy("group:default/g" + random.nextInt(3));
        return random.nextInt(5) == 0 ? entity.withoutLifecycle() : entity;
    }

    /** By replay: the rows that came since the last time, applied one by one. */
    private void remember(CatalogHarness catalog) {
        var last = states.isEmpty() ? 0 : states.lastKey();
        for (var change : catalog.changesAfter(last)) {
            var state = new TreeMap<String, JsonNode>(
                    states.isEmpty() ? Map.of() : states.lastEntry().getValue());
            state.put(
                    change.entityRef(),
                    switch (change) {
                        case Change.EntityChanged(var position, var entity) ->
                            Served.json(new Version(
                                    position, NOW, entity.ref(), entity.uid(), Cause.of("test"), false, entity));
                        case Change.EntityRemoved _ -> NullNode.getInstance();
                    });
            states.put(change.position(), state);
            changed.put(change.position(), change.entityRef());
        }
    }

    /** The last row is an hour old, the one before two hours, and so on. */
    private void layTime(CatalogHarness catalog) {
        var last = states.lastKey();
        catalog.database().transact(tx -> {
            for (var position = 1L; position <= last; position++) {
                tx.jooq()
                        .update(CHANGE_LOG)
                        .set(CHANGE_LOG.AT, OffsetDateTime.ofInstant(timeOf(position), ZoneOffset.UTC))
                        .where(CHANGE_LOG.SEQ.eq(position))
                        .execute();
            }
        });
    }

    private Instant timeOf(long position) {
        return start.minus(Duration.ofHours(states.lastKey() - position + 1));
    }

    private JsonNode expected(String name, long position) {
        var state = states.floorEntry(position);
        return state == null
                ? NullNode.getInstance()
                : state.getValue().getOrDefault(ref(name), NullNode.getInstance());
    }

    private static JsonNode asOf(History history, String name, Moment moment) {
        try {
            return Served.json(history.asOf(ref(name), moment).step().version());
        } catch (ServiceException exception) {
            assertThat(exception.kind()).as(exception.getMessage()).isEqualTo(ErrorKind.NOT_FOUND);
            return NullNode.getInstance();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void knowsWhatEveryEntityWasAtEveryMoment(long seed) {
        random.setSeed(seed);
        try (var catalog = CatalogHarness.open()) {
            changeAtRandom(catalog);
            start = databaseTime(catalog);
            layTime(catalog);
            var history = new History(catalog.database());

            for (var position : states.keySet()) {
                for (var name : NAMES) {
                    var expected = expected(name, position);
                    assertThat(asOf(history, name, new Moment.AtPosition(position)))
                            .as("%s at %d", name, position)
                            .isEqualTo(expected);
                    assertThat(asOf(history, name, new Moment.AtTime(timeOf(position))))
                            .isEqualTo(expected);
                    assertThat(asOf(
                                    history,
                                    name,
                                    new Moment.AtTime(timeOf(position).plusSeconds(3599))))
                            .isEqualTo(expected);
                    assertThat(asOf(
                                    history,
                                    name,
                                    new Moment.AtTime(timeOf(position).minusNanos(1000))))
                            .isEqualTo(expected(name, position - 1));
                }
            }
        }
    }

    private static Instant databaseTime(CatalogHarness catalog) {
        return catalog.database()
                .inTransaction(tx ->
                        tx.jooq().select(currentOffsetDateTime()).fetchSingle().value1())
                .toInstant();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void givesDifferencesThatLeadFromEachVersionToEachOther(long seed) {
        random.setSeed(seed);
        try (var catalog = CatalogHarness.open()) {
            changeAtRandom(catalog);
            var history = new History(catalog.database());
            for (var name : NAMES) {
                var versions = versions(history, name);
                for (var from : versions) {
                    for (var to : versions) {
                        var difference = HistoryJson.difference(
                                ref(name),
                                history.difference(
                                        ref(name),
                                        from.version().position(),
                                        to.version().position()));

                        var applied = Jackson3JsonPatch.apply(difference.get("patch"), Served.json(from.version()));

                        assertThat(applied).isEqualTo(Served.json(to.version()));
                    }
                }
            }
        }
    }

    /** All of them, page by page. */
    private static List<Step> versions(History history, String name) {
        var steps = new ArrayList<Step>();
        var next = Long.MAX_VALUE;
        for (var more = true; more; ) {
            var page = history.page(ref(name), next, 4);
            steps.addAll(page.steps());
            more = page.next() != null;
            next = page.next() == null ? 0 : page.next();
        }
        return steps;
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26})
    void forgetsOnlyWhatMayBeForgottenAndSaysSoHoweverOftenItIsInterrupted(long seed) {
        random.setSeed(seed);
        try (var catalog = CatalogHarness.open()) {
            changeAtRandom(catalog);
            start = databaseTime(catalog);
            layTime(catalog);
            var last = states.lastKey();
            var kept = 1 + random.nextInt(Math.toIntExact(last));
            var versions = seed % 2 == 0 ? 4 : 1000;
            var config = new RetentionConfig(
                    Duration.ofHours(random.nextInt(kept + 1)),
                    Duration.ofHours(kept).plusMinutes(30),
                    versions);
            var history = new History(catalog.database());

            // A process that dies between two batches leaves what this looks at; the next one goes on from there.
            for (var more = true; more; ) {
                more = new LogRetention(catalog.database(), config).take(1 + random.nextInt(5)) > 0;
                checkForgetting(history, last, last - kept + 1, versions);
            }

            assertThat(catalog.reader().floor()).isBetween(0L, last);
            assertThat(catalog.entities().keySet())
                    .allSatisfy(ref -> assertThat(
                                    history.page(ref, Long.MAX_VALUE, 1).steps())
                            .hasSize(1));
        }
    }

    /** What is answered is right, and what the history promises is answered. */
    private void checkForgetting(History history, long last, long promised, int versions) {
        for (var position = 1L; position <= last; position++) {
            for (var name : NAMES) {
                var moment = new Moment.AtPosition(position);
                var isPromised = position >= promised && changesSince(name, position) < versions;
                try {
                    var found =
                            Served.json(history.asOf(ref(name), moment).step().version());
                    assertThat(found).as("%s at %d", name, position).isEqualTo(expected(name, position));
                } catch (ServiceException exception) {
                    if (isPromised || exception.kind() != ErrorKind.GONE) {
                        assertThat(exception.kind()).isEqualTo(ErrorKind.NOT_FOUND);
                        checkAbsent(exception, name, position);
                    }
                }
            }
        }
    }

    /** An entity of which nothing at all is left is said to be unknown, which it may have become. */
    private void checkAbsent(ServiceException exception, String name, long position) {
        if (!exception.getMessage().startsWith("No version")) {
            assertThat(expected(name, position).isNull())
                    .as(exception.getMessage())
                    .isTrue();
        } else {
            assertThat(expected(name, states.lastKey()).isNull()).isTrue();
        }
    }

    private long changesSince(String name, long position) {
        return changed.tailMap(position, false).values().stream()
                .filter(ref(name)::equals)
                .count();
    }

    @Test
    void saysThatATimeIsTooOld() {
        try (var catalog = CatalogHarness.open()) {
            catalog.provide("one", component("a"));
            catalog.settle();
            catalog.provide("one", component("a").described("new"));
            catalog.settle();
            remember(catalog);
            start = databaseTime(catalog);
            layTime(catalog);
            var history = new History(catalog.database());

            new LogRetention(catalog.database(), new RetentionConfig(Duration.ZERO, Duration.ofMinutes(30), 10)).take();

            var tooOld = new Moment.AtTime(timeOf(1));
            var exception = catchThrowableOfType(ServiceException.class, () -> history.asOf(ref("a"), tooOld));
            assertThat(exception.kind()).isEqualTo(ErrorKind.GONE);
            assertThat(exception)
                    .hasMessage("What component:default/a was at " + timeOf(1)
                            + " is not kept any more; its oldest version is of " + timeOf(2) + ", position 2");
            assertThat(Json.write(asOf(history, "a", new Moment.AtTime(timeOf(2)))))
                    .contains("new");
        }
    }
}
