package dev.buildrun.platform.oncall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.platform.oncall.Rotation.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RotationTest {
    private static final Rotation WEEKLY = rotation("""
            members: [ann, bob, cid]
            start: 2026-01-05
            length: 1w
            handover: '09:00'
            timeZone: Europe/Berlin
            """);

    private static Rotation rotation(String text) {
        return switch (RotationText.parse(text)) {
            case RotationText.Parsed.Good(var rotation) -> rotation;
            case RotationText.Parsed.Bad(var problems) -> throw new AssertionError(problems);
        };
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }

    private static Optional<String> on(Rotation rotation, String at) {
        return rotation.at(at(at)).map(Turn::member);
    }

    @Test
    void nobodyIsOnCallBeforeTheStart() {
        assertThat(on(WEEKLY, "2026-01-05T07:59:59Z")).isEmpty();
        assertThat(WEEKLY.next(at("2026-01-05T07:59:59Z"), 1).getFirst().member())
                .isEqualTo("user:default/ann");
    }

    @Test
    void aTurnBeginsAtTheHandoverAndEndsBeforeTheNext() {
        assertThat(on(WEEKLY, "2026-01-05T08:00:00Z")).contains("user:default/ann");
        assertThat(on(WEEKLY, "2026-01-12T07:59:59Z")).contains("user:default/ann");
        assertThat(on(WEEKLY, "2026-01-12T08:00:00Z")).contains("user:default/bob");
        assertThat(on(WEEKLY, "2026-01-26T08:00:00Z")).contains("user:default/ann");
    }

    @Test
    void theHandoverStaysAtTheSameTimeOfTheDayWhenTheClocksChange() {
        var turn = WEEKLY.at(at("2026-03-28T12:00:00Z")).orElseThrow();

        assertThat(turn.from()).isEqualTo(at("2026-03-23T08:00:00Z"));
        assertThat(turn.until()).isEqualTo(at("2026-03-30T07:00:00Z"));
        assertThat(Duration.between(turn.from(), turn.until())).isEqualTo(Duration.ofHours(7 * 24 - 1));
    }

    @Test
    void aHandoverInTheHourThatIsSkippedIsAnHourLater() {
        var nightly = rotation("""
                {members: [ann, bob], start: 2026-03-28, length: 1d, handover: '02:30', timeZone: Europe/Berlin}
                """);

        assertThat(on(nightly, "2026-03-29T01:29:59Z")).contains("user:default/ann");
        assertThat(on(nightly, "2026-03-29T01:30:00Z")).contains("user:default/bob");
    }

    @Test
    void aHandoverInTheHourThatComesTwiceIsAtTheFirst() {
        var nightly = rotation("""
                {members: [ann, bob], start: 2026-10-24, length: 1d, handover: '02:30', timeZone: Europe/Berlin}
                """);

        assertThat(on(nightly, "2026-10-25T00:29:59Z")).contains("user:default/ann");
        assertThat(on(nightly, "2026-10-25T00:30:00Z")).contains("user:default/bob");
        assertThat(on(nightly, "2026-10-25T01:30:00Z")).contains("user:default/bob");
    }

    @Test
    void somebodyMayStandIn() {
        var rotation = rotation("""
                members: [ann, bob]
                start: 2026-01-05
                overrides:
                  - {member: cid, from: '2026-01-07T09:00', until: '2026-01-08T09:00'}
                """);

        var turn = rotation.at(at("2026-01-07T12:00:00Z")).orElseThrow();

        assertThat(turn.member()).isEqualTo("user:default/cid");
        assertThat(turn.isOverride()).isTrue();
        assertThat(turn.from()).isEqualTo(at("2026-01-07T09:00:00Z"));
        assertThat(turn.until()).isEqualTo(at("2026-01-08T09:00:00Z"));
        assertThat(rotation.next(at("2026-01-06T12:00:00Z"), 3))
                .extracting(Turn::member)
                .containsExactly("user:default/cid", "user:default/ann", "user:default/bob");
    }

    @Test
    void theLastOfSeveralWhoStandInCounts() {
        var rotation = rotation("""
                members: [ann]
                start: 2026-01-05
                overrides:
                  - {member: bob, from: '2026-01-07T00:00', until: '2026-01-09T00:00'}
                  - {member: cid, from: '2026-01-08T00:00+01:00', until: '2026-01-08T12:00+01:00'}
                """);

        assertThat(on(rotation, "2026-01-07T22:59:59Z")).contains("user:default/bob");
        assertThat(on(rotation, "2026-01-07T23:00:00Z")).contains("user:default/cid");
        assertThat(on(rotation, "2026-01-08T11:00:00Z")).contains("user:default/bob");
    }

    @Test
    void whoIsAloneHasNoNext() {
        var alone = rotation("{members: [ann], start: 2026-01-05}");

        assertThat(alone.next(at("2026-02-01T00:00:00Z"), 3)).isEmpty();
    }

    @Test
    void saysEachMistakeWithItsPlace() {
        var parsed = RotationText.parse("""
                members: [ann, 'group:default/x', '']
                start: tomorrow
                length: 0d
                timeZone: Mars/Base
                colour: red
                overrides:
                  - {member: bob, from: '2026-01-09T00:00', until: '2026-01-07T00:00'}
                  - {from: soon}
                """);

        assertThat(parsed)
                .isInstanceOfSatisfying(
                        RotationText.Parsed.Bad.class,
                        bad -> assertThat(bad.problems())
                                .containsExactlyInAnyOrder(
                                        "colour: expected one of [handover, length, members, overrides, start, timeZone], found another key",
                                        "members[1]: expected a user, found \"group:default/x\"",
                                        "members[2]: expected the reference of a user, found \"\"",
                                        "start: expected a day such as 2026-01-05, found \"tomorrow\"",
                                        "length: expected a number of days or weeks such as 7d or 1w, found \"0d\"",
                                        "timeZone: expected a zone such as Europe/Berlin, found \"Mars/Base\"",
                                        "overrides[0].until: expected a time after 2026-01-09T00:00:00Z, found 2026-01-07T00:00:00Z",
                                        "overrides[1].member: expected the reference of a user, found nothing",
                                        "overrides[1].from: expected a time such as 2026-01-07T09:00, found \"soon\"",
                                        "overrides[1].until: expected a time such as 2026-01-07T09:00, found nothing"));
    }

    @Test
    void refusesWhatIsNoMap() {
        assertThat(RotationText.parse("[ann]"))
                .isEqualTo(new RotationText.Parsed.Bad(
                        java.util.List.of("expected a map with members and start, found ARRAY")));
    }
}
