package dev.buildrun.platform.radar;

import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.json.Json;
import dev.buildrun.platform.event.EventTypes;
import dev.buildrun.platform.event.PlatformEvent;
import dev.buildrun.platform.model.Instance;
import dev.buildrun.platform.model.Offering;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.model.PlatformTypes;
import dev.buildrun.platform.model.SelfRunService;
import dev.buildrun.platform.model.Team;
import dev.buildrun.platform.radar.Technology.Ring;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which technologies run where. */
public final class Radar {
    /** So many teams make a candidate. */
    static final int TEAMS_FOR_PROMOTION = 3;

    private static final int TEAMS_FOR_TRIAL = 2;

    private Radar() {}

    /**
     * What runs, by ring and name.
     *
     * @param mayRead whether an entity may be counted
     */
    public static List<Technology> of(PlatformModel model, Predicate<String> mayRead) {
        var found = new ArrayList<Technology>();
        var instances = model.instances().stream()
                .filter(instance -> instance.offering() != null && mayRead.test(instance.ref()))
                .collect(Collectors.groupingBy(instance -> Objects.requireNonNull(instance.offering())));
        for (var offering : model.offerings()) {
            if (mayRead.test(offering.ref())) {
                found.add(offered(offering, instances.getOrDefault(offering.ref(), List.of())));
            }
        }
        byTechnology(model, mayRead).forEach((name, services) -> found.add(selfRun(name, services)));
        found.sort(Comparator.comparing(Technology::ring).thenComparing(Technology::name));
        return found;
    }

    private static Technology offered(Offering offering, List<Instance> instances) {
        var teams = instances.stream()
                .map(Instance::owner)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
        return new Technology(offering.name(), Ring.ADOPT, teams, offering.ref(), instances.size(), false);
    }

    private static Technology selfRun(String name, List<SelfRunService> services) {
        var teams = teams(services);
        var ring = teams.size() >= TEAMS_FOR_TRIAL ? Ring.TRIAL : Ring.HOLD;
        return new Technology(name, ring, teams, "", services.size(), teams.size() >= TEAMS_FOR_PROMOTION);
    }

    private static List<String> teams(List<SelfRunService> services) {
        return services.stream()
                .map(SelfRunService::owner)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    private static Map<String, List<SelfRunService>> byTechnology(PlatformModel model, Predicate<String> mayRead) {
        var found = new TreeMap<String, List<SelfRunService>>();
        for (var service : model.selfRunServices()) {
            var technology = service.technology();
            if (technology != null && mayRead.test(service.ref())) {
                found.computeIfAbsent(technology.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                        .add(service);
            }
        }
        return found;
    }

    /** What a team has to have that runs something itself, and does not. */
    public static List<String> problems(PlatformModel model, SelfRunService service) {
        var problems = new ArrayList<String>();
        var owner = service.owner();
        var isTeam =
                owner != null && model.team(owner).filter(Team::isBuildRunTeam).isPresent();
        if (!isTeam) {
            problems.add(
                    "spec.owner: expected a group of type build-run-team, found " + (owner == null ? "nobody" : owner));
        }
        for (var annotation : List.of(PlatformTypes.ONCALL, PlatformTypes.TECHNOLOGY)) {
            var isThere = model.entity(service.ref())
                    .flatMap(entity -> entity.annotation(annotation))
                    .isPresent();
            if (!isThere) {
                problems.add("metadata.annotations: expected " + annotation + ", found nothing");
            }
        }
        return problems;
    }

    /** Events about what so many teams run that the platform should offer it; each technology makes one, ever. */
    public static List<PlatformEvent> candidates(PlatformModel model, List<String> platforms, Instant now) {
        var audience = platforms.stream()
                .flatMap(ref -> model.related(ref, RelationType.OWNED_BY).stream())
                .findFirst()
                .orElse(null);
        var events = new ArrayList<PlatformEvent>();
        byTechnology(model, _ -> true).forEach((technology, services) -> {
            var teams = teams(services);
            if (teams.size() >= TEAMS_FOR_PROMOTION) {
                var data = Json.object().put("technology", technology);
                var list = data.putArray("teams");
                teams.forEach(list::add);
                events.add(new PlatformEvent(
                        now,
                        EventTypes.PROMOTION_CANDIDATE,
                        services.getFirst().ref(),
                        audience,
                        data,
                        "promotion.candidate/" + technology));
            }
        });
        return events;
    }
}
