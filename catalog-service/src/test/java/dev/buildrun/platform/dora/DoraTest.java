package dev.buildrun.platform.dora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.buildrun.platform.dora.Delivery.Outcome;
import dev.buildrun.platform.dora.Delivery.Starter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DoraTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Dora.Window WEEK = Dora.Window.ofDays(7, NOW);

    /** A deployment to production that takes five minutes, begun so many hours ago. */
    private record Made(
            String id,
            double hoursAgo,
            String environment,
            Outcome outcome,
            Starter starter,
            boolean isRollback,
            @Nullable Instant commitAt,
            String image) {
        Delivery delivery() {
            var start = NOW.minusSeconds((long) (hoursAgo * 3600));
            return new Delivery(
                    id,
                    "component:default/orders",
                    "group:default/team-orders",
                    environment,
                    environment.equals("prod"),
                    image,
                    start,
                    outcome == Outcome.UNDER_WAY ? null : start.plusSeconds(300),
                    outcome,
                    starter,
                    isRollback,
                    commitAt);
        }
    }

    private static Delivery good(String id, double hoursAgo) {
        return new Made(id, hoursAgo, "prod", Outcome.SUCCEEDED, Starter.MEMBER, false, null, id).delivery();
    }

    private static Delivery bad(String id, double hoursAgo) {
        return new Made(id, hoursAgo, "prod", Outcome.FAILED, Starter.MEMBER, false, null, id).delivery();
    }

    private static Delivery rollback(String id, double hoursAgo) {
        return new Made(id, hoursAgo, "prod", Outcome.SUCCEEDED, Starter.MEMBER, true, null, "earlier").delivery();
    }

    private static Delivery startedBy(Starter starter, double hoursAgo) {
        return new Made(starter + "-" + hoursAgo, hoursAgo, "prod", Outcome.SUCCEEDED, starter, false, null, "i")
                .delivery();
    }

    private static Figures figures(Delivery... deliveries) {
        return Dora.figures(List.of(deliveries), WEEK, _ -> true);
    }

    @Test
    void saysNothingOfNothing() {
        var figures = figures();

        assertThat(figures.deployments()).isZero();
        assertThat(figures.perDay()).isZero();
        assertThat(figures.handOversPerDeployment()).isNull();
        assertThat(figures.changeFailureRate()).isNull();
        assertThat(figures.leadTime().median()).isNull();
        assertThat(figures.timeToRestore().median()).isNull();
    }

    @Test
    void countsWhatBeganInTheWindowOnly() {
        var figures = figures(good("at the very beginning", 7 * 24), good("just before", 7 * 24 + 0.01), good("in", 1));

        assertThat(figures.deployments()).isEqualTo(2);
        assertThat(figures.perDay()).isEqualTo(2 / 7.0, within(1e-9));
    }

    @Test
    void countsAHandOverWhereNeitherMemberNorPipelineBegan() {
        var figures = figures(
                startedBy(Starter.MEMBER, 4),
                startedBy(Starter.PIPELINE, 3),
                startedBy(Starter.OTHER, 2),
                startedBy(Starter.UNKNOWN, 1));

        assertThat(figures.handOvers()).isEqualTo(1);
        assertThat(figures.unknownStarters()).isEqualTo(1);
        assertThat(figures.handOversPerDeployment()).isEqualTo(1 / 3.0, within(1e-9));
    }

    @Test
    void saysNothingOfHandOversWhereNobodyKnowsWhoBegan() {
        assertThat(figures(startedBy(Starter.UNKNOWN, 1)).handOversPerDeployment())
                .isNull();
    }

    @Test
    void doesNotCountWhatIsUnderWay() {
        var running = new Made("r", 1, "prod", Outcome.UNDER_WAY, Starter.MEMBER, false, null, "i").delivery();

        var figures = figures(running, good("g", 2));

        assertThat(figures.deployments()).isEqualTo(1);
        assertThat(figures.underWay()).isEqualTo(1);
        assertThat(figures.changeFailureRate()).isZero();
    }

    @Test
    void aFailedRolloutIsAFailureUntilSomethingSucceeds() {
        var figures = figures(bad("b", 10), bad("again", 9), good("g", 8));

        assertThat(figures.failedChanges()).isEqualTo(2);
        assertThat(figures.changeFailureRate()).isEqualTo(2 / 3.0, within(1e-9));
        assertThat(figures.timeToRestore().measured()).isEqualTo(2);
        assertThat(figures.timeToRestore().median()).isEqualTo(Duration.ofHours(1));
        assertThat(figures.timeToRestore().ninetieth()).isEqualTo(Duration.ofHours(2));
        assertThat(figures.unrestored()).isZero();
    }

    @Test
    void aFailureThatLastsHasNoTime() {
        var figures = figures(good("g", 10), bad("b", 2));

        assertThat(figures.unrestored()).isEqualTo(1);
        assertThat(figures.timeToRestore().measured()).isZero();
    }

    @Test
    void aChangeThatIsRolledBackSoonWasAFailure() {
        var figures = figures(good("g", 10), rollback("r", 8));

        assertThat(figures.changes()).isEqualTo(1);
        assertThat(figures.failedChanges()).isEqualTo(1);
        assertThat(figures.timeToRestore().median()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void aChangeThatIsRolledBackMuchLaterWasNone() {
        var figures = figures(good("g", 100), rollback("r", 8));

        assertThat(figures.failedChanges()).isZero();
    }

    @Test
    void aRollbackIsForTheLastChangeAlone() {
        var figures = figures(good("first", 12), good("second", 10), rollback("r", 8));

        assertThat(figures.failedChanges()).isEqualTo(1);
    }

    @Test
    void theRollbackAfterAFailedRolloutCountsTheFailureOnce() {
        var figures = figures(good("g", 12), bad("b", 10), rollback("r", 9));

        assertThat(figures.failedChanges()).isEqualTo(1);
        assertThat(figures.timeToRestore().median()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void leadTimeIsFromTheCommit() {
        var commit = NOW.minus(Duration.ofHours(30));
        var change = new Made("c", 2, "prod", Outcome.SUCCEEDED, Starter.MEMBER, false, commit, "i").delivery();

        assertThat(figures(change).leadTime().median())
                .isEqualTo(Duration.ofHours(28).plusMinutes(5));
    }

    @Test
    void leadTimeIsFromTheFirstDeploymentOfTheImageWhereNobodySaidTheCommit() {
        var first = new Made("d", 200, "dev", Outcome.SUCCEEDED, Starter.MEMBER, false, null, "i").delivery();
        var again = new Made("d2", 20, "dev", Outcome.SUCCEEDED, Starter.MEMBER, false, null, "i").delivery();
        var change = new Made("p", 2, "prod", Outcome.SUCCEEDED, Starter.MEMBER, false, null, "i").delivery();

        assertThat(figures(again, change, first).leadTime().median())
                .isEqualTo(Duration.ofHours(198).plusMinutes(5));
    }

    @Test
    void leadTimeIsUnknownWhereNothingTells() {
        var figures = figures(good("alone", 2));

        assertThat(figures.leadTime().measured()).isZero();
        assertThat(figures.leadTime().unknown()).isEqualTo(1);
    }

    @Test
    void aCommitAfterTheDeploymentIsNotBelieved() {
        var change = new Made("c", 2, "prod", Outcome.SUCCEEDED, Starter.MEMBER, false, NOW, "i").delivery();

        assertThat(figures(change).leadTime().unknown()).isEqualTo(1);
    }

    @Test
    void rollbacksAndOtherEnvironmentsHaveNoLeadTime() {
        var dev = new Made("d", 3, "dev", Outcome.SUCCEEDED, Starter.MEMBER, false, NOW.minusSeconds(90_000), "i")
                .delivery();

        var figures = figures(dev, rollback("r", 2));

        assertThat(figures.leadTime().measured() + figures.leadTime().unknown()).isZero();
    }

    @Test
    void placesAreJudgedApart() {
        var devFailed = new Made("d", 3, "dev", Outcome.FAILED, Starter.MEMBER, false, null, "i").delivery();

        var grouped = Dora.grouped(List.of(devFailed, good("p", 2)), WEEK, _ -> true, Delivery::environment);

        assertThat(grouped).extracting(Dora.Group::key).containsExactly("dev", "prod");
        assertThat(grouped.getFirst().figures().unrestored()).isEqualTo(1);
        assertThat(grouped.getLast().figures().failedChanges()).isZero();
    }
}
