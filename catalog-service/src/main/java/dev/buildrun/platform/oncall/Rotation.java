package dev.buildrun.platform.oncall;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * People who take turns. A turn begins and ends at the same time of the day in one zone, so it lasts an hour more or less when the clocks
 * change; a time that the clocks skip is an hour later on that day.
 *
 * @param members full references of users, in the order of their turns; never empty
 * @param start the day on which the first turn of the first member begins
 * @param days how long a turn is
 * @param handover when turns change
 * @param overrides who stands in for whom it would be; of several at a time the last one in the list counts
 */
public record Rotation(
        List<String> members, LocalDate start, int days, LocalTime handover, ZoneId zone, List<StandIn> overrides) {
    public Rotation {
        members = List.copyOf(members);
        overrides = List.copyOf(overrides);
        if (members.isEmpty() || days < 1) {
            throw new IllegalArgumentException("Expected members and turns of at least a day");
        }
    }

    /** Somebody else for a time; {@code until} is the first moment that is not meant. */
    public record StandIn(Instant from, Instant until, String member) {
        boolean covers(Instant at) {
            return !at.isBefore(from) && at.isBefore(until);
        }
    }

    /**
     * Somebody's turn.
     *
     * @param until the first moment that is not meant
     * @param isOverride whether it is somebody's who stands in
     */
    public record Turn(String member, Instant from, Instant until, boolean isOverride) {}

    /** Whose turn it is, and between which moments that does not change; empty before the start. */
    public Optional<Turn> at(Instant moment) {
        var override = override(moment);
        var plain = plainTurn(moment);
        if (override.isEmpty() && plain.isEmpty()) {
            return Optional.empty();
        }
        var member =
                override.map(StandIn::member).or(() -> plain.map(Turn::member)).orElseThrow();
        return Optional.of(new Turn(member, before(moment), after(moment), override.isPresent()));
    }

    /** The next turns of other people than before, the nearest first, at most so many and none later than a year. */
    public List<Turn> next(Instant moment, int most) {
        var turns = new ArrayList<Turn>();
        var end = moment.plus(366, ChronoUnit.DAYS);
        var last = at(moment).map(Turn::member).orElse("");
        for (var edge = after(moment); turns.size() < most && edge.isBefore(end); edge = after(edge)) {
            var turn = at(edge);
            if (turn.isPresent() && !turn.get().member().equals(last)) {
                turns.add(turn.get());
            }
            last = turn.map(Turn::member).orElse("");
        }
        return turns;
    }

    private Optional<StandIn> override(Instant moment) {
        return overrides.reversed().stream()
                .filter(override -> override.covers(moment))
                .findFirst();
    }

    private Optional<Turn> plainTurn(Instant moment) {
        var number = number(moment);
        return number < 0
                ? Optional.empty()
                : Optional.of(new Turn(
                        members.get((int) (number % members.size())), begin(number), begin(number + 1), false));
    }

    /** The number of the turn that a moment is in, from 0; negative before the start. */
    private long number(Instant moment) {
        var days = ChronoUnit.DAYS.between(start, moment.atZone(zone).toLocalDate());
        var guess = Math.floorDiv(days, this.days);
        return begin(guess).isAfter(moment) ? guess - 1 : guess;
    }

    private Instant begin(long number) {
        return ZonedDateTime.of(start.plusDays(number * days), handover, zone).toInstant();
    }

    /** The last moment, up to this one, at which somebody else may have taken over. */
    private Instant before(Instant moment) {
        return edges(moment)
                .filter(edge -> !edge.isAfter(moment))
                .max(Comparator.naturalOrder())
                .orElse(moment);
    }

    private Instant after(Instant moment) {
        return edges(moment)
                .filter(edge -> edge.isAfter(moment))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private Stream<Instant> edges(Instant moment) {
        var number = Math.max(number(moment), -1);
        var own = Stream.of(begin(Math.max(number, 0)), begin(number + 1));
        var others = overrides.stream().flatMap(override -> Stream.of(override.from(), override.until()));
        return Stream.concat(own, others);
    }
}
