package dev.buildrun.platform.alert;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.oncall.OnCall;
import dev.buildrun.platform.team.Teams;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whom an alert concerns, and where it is told. */
final class AlertRouting {
    /** The channel of a Group or a Component, for instance {@code slack:#orders}. */
    static final String CHANNEL = "buildrun.dev/channel";

    /** As Prometheus writes the label of our workloads, in the forms that it comes in. */
    private static final List<String> COMPONENT_LABELS = List.of(
            "buildrun.dev/component", "buildrun_dev_component", "label_buildrun_dev_component", "component_ref");

    private static final List<String> TEAM_LABELS =
            List.of("buildrun.dev/team", "buildrun_dev_team", "label_buildrun_dev_team");
    private static final List<String> NAMESPACE_LABELS = List.of("namespace", "exported_namespace");

    private final Teams teams;
    private final OnCall onCall;
    private final Supplier<Set<String>> environments;

    /** @param environments the names of all that there are, to tell a component from its namespace {@code <component>-<environment>} */
    AlertRouting(Teams teams, Supplier<Set<String>> environments) {
        this.teams = teams;
        this.onCall = new OnCall(teams);
        this.environments = environments;
    }

    /** Whom it was told to. */
    enum RoutedTo {
        OWNER,
        PLATFORM,
        NOBODY
    }

    /**
     * What was decided.
     *
     * @param note why it does not go to an owner; null where it does
     * @param onCall a user or the address of a schedule; null where nobody is known
     * @param onCallOf the entity whose schedule that is
     */
    record Route(
            @Nullable String component,
            @Nullable String owner,
            RoutedTo to,
            @Nullable String channel,
            @Nullable String note,
            @Nullable String onCall,
            @Nullable String onCallOf) {}

    Route route(Notice notice, Instant at) {
        var component = component(notice);
        var owner = component.ref() == null ? team(notice) : teams.owner(component.ref());
        if (owner.isEmpty()) {
            var note = component.ref() == null ? component.note() : component.ref() + " has no owner";
            return toPlatform(component.ref(), null, note, at);
        }
        var asked = component.ref() == null ? owner.get() : component.ref();
        var channel = channel(component.ref(), owner.get());
        if (channel.isEmpty()) {
            var note = "neither " + asked + " nor a group above has the annotation " + CHANNEL;
            return toPlatform(component.ref(), owner.get(), note, at);
        }
        return route(component.ref(), owner.get(), RoutedTo.OWNER, channel.get(), null, asked, at);
    }

    private Route toPlatform(@Nullable String component, @Nullable String owner, @Nullable String note, Instant at) {
        var platform = teams.platformTeams();
        var reached = platform.stream()
                .flatMap(team -> channel(null, team).map(channel -> new Reached(team, channel)).stream())
                .findFirst();
        if (reached.isEmpty()) {
            var why = platform.isEmpty() ? "nobody owns a platform" : "the platform team has none";
            return route(component, owner, RoutedTo.NOBODY, null, note + "; " + why, component, at);
        }
        var asked = component == null ? reached.get().team() : component;
        return route(component, owner, RoutedTo.PLATFORM, reached.get().channel(), note, asked, at);
    }

    private record Reached(String team, String channel) {}

    private Route route(
            @Nullable String component,
            @Nullable String owner,
            RoutedTo to,
            @Nullable String channel,
            @Nullable String note,
            @Nullable String asked,
            Instant at) {
        var answer = asked == null ? Optional.<OnCall.Answer>empty() : onCall.of(asked, at);
        var who = answer.map(OnCall.Answer::who)
                .map(found -> switch (found) {
                    case OnCall.Who.Person person -> person.user();
                    case OnCall.Who.Schedule(var url) -> url;
                    case OnCall.Who.Nobody _ -> "";
                })
                .filter(found -> !found.isEmpty())
                .orElse(null);
        return new Route(
                component,
                owner,
                to,
                channel,
                note,
                who,
                answer.map(OnCall.Answer::of).orElse(null));
    }

    private Optional<String> channel(@Nullable String component, String owner) {
        var own = component == null
                ? Optional.<String>empty()
                : teams.find(component).flatMap(entity -> entity.annotation(CHANNEL));
        return own.or(() -> teams.upwards(owner).stream()
                        .flatMap(group -> teams.find(group).stream())
                        .flatMap(group -> group.annotation(CHANNEL).stream())
                        .findFirst())
                .map(String::strip)
                .filter(channel -> !channel.isEmpty());
    }

    /** @param note why there is none */
    private record Found(@Nullable String ref, @Nullable String note) {}

    private Found component(Notice notice) {
        for (var label : COMPONENT_LABELS) {
            var value = notice.label(label);
            if (value.isPresent()) {
                return named(value.get(), label);
            }
        }
        for (var label : NAMESPACE_LABELS) {
            var component = notice.label(label).flatMap(this::ofNamespace);
            if (component.isPresent()) {
                return new Found(component.get(), null);
            }
        }
        return new Found(
                null, "none of its labels " + COMPONENT_LABELS + " or " + NAMESPACE_LABELS + " leads to a component");
    }

    private Found named(String value, String label) {
        if (value.contains(":") || value.contains("/")) {
            var ref = parsed(value);
            return ref.isPresent() && teams.find(ref.get()).isPresent()
                    ? new Found(ref.get(), null)
                    : new Found(null, "the label " + label + " names " + value + ", which is not in the catalog");
        }
        var found = teams.componentsNamed(value);
        return switch (found.size()) {
            case 0 -> new Found(null, "the label " + label + " names " + value + ", which is not in the catalog");
            case 1 -> new Found(found.getFirst(), null);
            default -> new Found(null, "the label " + label + " names " + value + ", which may be any of " + found);
        };
    }

    private static Optional<String> parsed(String text) {
        try {
            return Optional.of(EntityRef.parse(text, "component", EntityRef.DEFAULT_NAMESPACE)
                    .toString());
        } catch (ServiceException _) {
            return Optional.empty();
        }
    }

    private Optional<String> ofNamespace(String namespace) {
        return environments.get().stream()
                .filter(environment -> namespace.endsWith("-" + environment))
                .map(environment -> namespace.substring(0, namespace.length() - environment.length() - 1))
                .map(teams::componentsNamed)
                .filter(found -> found.size() == 1)
                .map(List::getFirst)
                .findFirst();
    }

    private Optional<String> team(Notice notice) {
        return TEAM_LABELS.stream()
                .flatMap(label -> notice.label(label).stream())
                .flatMap(name -> group(name).stream())
                .findFirst();
    }

    private Optional<String> group(String name) {
        try {
            return Optional.of(EntityRef.parse(name, "group", EntityRef.DEFAULT_NAMESPACE)
                            .toString())
                    .filter(ref -> teams.find(ref).isPresent());
        } catch (ServiceException _) {
            return Optional.empty();
        }
    }
}
