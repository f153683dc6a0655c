package dev.buildrun.platform.dora;

import dev.buildrun.platform.dora.Delivery.Starter;
import dev.buildrun.platform.dora.Figures.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Computes the figures. */
public final class Dora {
    /** A change that is rolled back within this time was a failure, even if its rollout succeeded. */
    public static final Duration FAILS_WITHIN = Duration.ofHours(24);

    private static final double SECONDS_PER_DAY = 86_400.0;

    private Dora() {}

    /** From a moment, itself included, to another one, itself left out. */
    public record Window(Instant from, Instant to) {
        public static Window ofDays(int days, Instant to) {
            return new Window(to.minus(Duration.ofDays(days)), to);
        }

        boolean has(Instant at) {
            return !at.isBefore(from) && at.isBefore(to);
        }

        double days() {
            return Duration.between(from, to).toSeconds() / SECONDS_PER_DAY;
        }
    }

    /**
     * The figures of the deployments that began in the window and that somebody is interested in.
     *
     * @param all of the components concerned, in any order, older ones too: lead times begin before the window, and what happened after a
     *     deployment says whether it failed
     * @param wanted which of them count
     */
    public static Figures figures(List<Delivery> all, Window window, Predicate<Delivery> wanted) {
        var sorted = all.stream()
                .filter(each -> each.startedAt().isBefore(window.to()))
                .sorted(Comparator.comparing(Delivery::startedAt).thenComparing(Delivery::id))
                .toList();
        var counted = sorted.stream()
                .filter(each -> window.has(each.startedAt()))
                .filter(wanted)
                .toList();
        var over = counted.stream()
                .filter(each -> each.outcome() != Delivery.Outcome.UNDER_WAY)
                .toList();
        var changes = over.stream().filter(each -> !each.isRollback()).toList();
        var failures = failures(sorted, each -> window.has(each.startedAt()) && wanted.test(each));
        var handOvers = count(over, Starter.OTHER);
        var unknown = count(over, Starter.UNKNOWN);
        return new Figures(
                over.size(),
                counted.size() - over.size(),
                over.size() / window.days(),
                handOvers,
                unknown,
                ratio(handOvers, over.size() - unknown),
                times(leadTimes(changes, byComponent(sorted))),
                changes.size(),
                failures.size(),
                ratio(failures.size(), changes.size()),
                times(failures.stream()
                        .map(Failure::restored)
                        .filter(Objects::nonNull)
                        .map(Optional::of)
                        .toList()),
                (int) failures.stream()
                        .filter(failure -> failure.restored() == null)
                        .count());
    }

    /** One component in one environment. */
    private record Place(String component, String environment) {}

    private static Place place(Delivery delivery) {
        return new Place(delivery.component(), delivery.environment());
    }

    private static Map<String, List<Delivery>> byComponent(List<Delivery> deliveries) {
        return deliveries.stream().collect(Collectors.groupingBy(Delivery::component));
    }

    /** Of the changes that count; what came after each in its place says whether it failed. */
    private static List<Failure> failures(List<Delivery> sorted, Predicate<Delivery> counts) {
        var failures = new ArrayList<Failure>();
        for (var here :
                sorted.stream().collect(Collectors.groupingBy(Dora::place)).values()) {
            for (var at = 0; at < here.size(); at++) {
                var change = here.get(at);
                if (!change.isRollback() && change.outcome() != Delivery.Outcome.UNDER_WAY && counts.test(change)) {
                    failure(change, here.subList(at + 1, here.size())).ifPresent(failures::add);
                }
            }
        }
        return failures;
    }

    private static int count(List<Delivery> deliveries, Starter starter) {
        return (int)
                deliveries.stream().filter(each -> each.starter() == starter).count();
    }

    private static @Nullable Double ratio(int part, int whole) {
        return whole == 0 ? null : (double) part / whole;
    }

    /** Empty for each change to production of which the time can't be told. */
    private static List<Optional<Duration>> leadTimes(List<Delivery> changes, Map<String, List<Delivery>> byComponent) {
        return changes.stream()
                .filter(change -> change.isProduction() && change.hasSucceeded())
                .map(change -> begin(change, byComponent.getOrDefault(change.component(), List.of()))
                        .filter(begin -> !begin.isAfter(change.at()))
                        .map(begin -> Duration.between(begin, change.at())))
                .toList();
    }

    /** The commit, or else the first time that the same image ran anywhere before production. */
    private static Optional<Instant> begin(Delivery change, List<Delivery> ofComponent) {
        if (change.commitAt() != null) {
            return Optional.of(change.commitAt());
        }
        if (change.image() == null) {
            return Optional.empty();
        }
        return ofComponent.stream()
                .filter(each -> !each.isProduction() && change.image().equals(each.image()))
                .map(each -> each.commitAt() == null ? each.startedAt() : each.commitAt())
                .min(Comparator.naturalOrder());
    }

    /** @param restored how long it lasted; null as long as it lasts */
    private record Failure(@Nullable Duration restored) {}

    /** @param later what came after it in the same place, in order */
    private static Optional<Failure> failure(Delivery change, List<Delivery> later) {
        if (!change.hasSucceeded()) {
            return Optional.of(new Failure(restored(change, later)));
        }
        // What came next is what the change is judged by: something that took it back, or a change that went on from
        // it.
        return later.stream()
                .filter(each -> !each.isRollback() || each.hasSucceeded())
                .findFirst()
                .filter(Delivery::isRollback)
                .filter(rollback ->
                        Duration.between(change.at(), rollback.startedAt()).compareTo(FAILS_WITHIN) <= 0)
                .map(_ -> new Failure(restored(change, later)));
    }

    private static @Nullable Duration restored(Delivery change, List<Delivery> later) {
        return later.stream()
                .filter(Delivery::hasSucceeded)
                .findFirst()
                .map(next -> Duration.between(change.at(), next.at()))
                .map(time -> time.isNegative() ? Duration.ZERO : time)
                .orElse(null);
    }

    private static Times times(List<Optional<Duration>> found) {
        var known = new ArrayList<>(
                found.stream().flatMap(Optional::stream).sorted().toList());
        var unknown = found.size() - known.size();
        if (known.isEmpty()) {
            return new Times(0, unknown, null, null, null);
        }
        var sum = known.stream().reduce(Duration.ZERO, Duration::plus);
        return new Times(known.size(), unknown, rank(known, 0.5), rank(known, 0.9), sum.dividedBy(known.size()));
    }

    /** The smallest of which so large a part is not larger. */
    private static Duration rank(List<Duration> sorted, double part) {
        return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
    }

    /** The same for each group of the deployments, by what tells the groups apart. */
    public static <K extends Comparable<K>> List<Group<K>> grouped(
            List<Delivery> all, Window window, Predicate<Delivery> wanted, Function<Delivery, K> key) {
        var components = byComponent(all);
        var groups = new TreeMap<K, Set<String>>();
        all.stream()
                .filter(each -> window.has(each.startedAt()))
                .filter(wanted)
                .forEach(each -> groups.computeIfAbsent(key.apply(each), _ -> new HashSet<>())
                        .add(each.component()));
        return groups.entrySet().stream()
                .map(group -> new Group<>(
                        group.getKey(),
                        figures(
                                group.getValue().stream()
                                        .flatMap(component -> components.getOrDefault(component, List.of()).stream())
                                        .toList(),
                                window,
                                wanted.and(each -> key.apply(each).equals(group.getKey())))))
                .toList();
    }

    /** The figures of those that have a key in common. */
    public record Group<K>(K key, Figures figures) {}
}
