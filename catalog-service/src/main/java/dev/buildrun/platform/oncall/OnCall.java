package dev.buildrun.platform.oncall;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.platform.team.Teams;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is on call for an entity. The entity itself is asked first, then its owner, then the groups above, the nearest first; the first that has a
 * schedule or a rotation in which it is somebody's turn answers. One that can't be read is passed over, since in the night any answer is better
 * than none, and is told among the problems.
 */
public final class OnCall {
    /** The address of a schedule, on a Component or a Group. */
    public static final String SCHEDULE = "buildrun.dev/oncall";
    /** A rotation as {@link RotationText} has it. */
    public static final String ROTATION = "buildrun.dev/oncall-rotation";

    private static final int NEXT = 5;

    private final Teams teams;

    public OnCall(Teams teams) {
        this.teams = teams;
    }

    /** Who it is. */
    public sealed interface Who {
        /** Somebody, by a rotation. */
        record Person(String user, Rotation.Turn turn, List<Rotation.Turn> next, String timeZone) implements Who {}

        /** Whoever this address says. */
        record Schedule(String url) implements Who {}

        /** Nobody is known. */
        record Nobody() implements Who {}
    }

    /**
     * An answer.
     *
     * @param owner of the entity; null where it has none
     * @param of the entity that has the schedule; null where nobody is known
     * @param asked whom the question went through, in order
     * @param problems what could not be read on the way
     */
    public record Answer(
            String ref,
            @Nullable String owner,
            @Nullable String of,
            Who who,
            List<String> asked,
            List<String> problems) {}

    /** Empty where there is no such entity. */
    public Optional<Answer> of(String ref, Instant at) {
        return of(ref, at, _ -> true);
    }

    /**
     * The same for somebody who must not be told everything.
     *
     * @param mayRead whether an entity is asked; one that is not is passed over as if it were not there
     */
    Optional<Answer> of(String ref, Instant at, Predicate<String> mayRead) {
        return teams.find(ref).filter(_ -> mayRead.test(ref)).map(entity -> answer(entity, at, mayRead));
    }

    private Answer answer(Entity entity, Instant at, Predicate<String> mayRead) {
        var ref = entity.ref().toString();
        var owner = teams.owner(ref).orElse(null);
        var asked = new ArrayList<String>();
        var problems = new ArrayList<String>();
        for (var each : path(ref, owner).stream().filter(mayRead).toList()) {
            asked.add(each);
            var who = teams.find(each).flatMap(found -> who(found, at, problems));
            if (who.isPresent()) {
                return new Answer(ref, owner, each, who.get(), asked, problems);
            }
        }
        return new Answer(ref, owner, null, new Who.Nobody(), asked, problems);
    }

    private Set<String> path(String ref, @Nullable String owner) {
        var path = new LinkedHashSet<String>();
        path.add(ref);
        if (owner != null) {
            path.addAll(teams.upwards(owner));
        } else if (ref.startsWith("group:")) {
            path.addAll(teams.upwards(ref));
        }
        return path;
    }

    private static Optional<Who> who(Entity entity, Instant at, List<String> problems) {
        var rotation = entity.annotation(ROTATION).flatMap(text -> byRotation(entity, text, at, problems));
        return rotation.isPresent()
                ? rotation
                : entity.annotation(SCHEDULE).flatMap(text -> bySchedule(entity, text, problems));
    }

    private static Optional<Who> byRotation(Entity entity, String text, Instant at, List<String> problems) {
        return switch (RotationText.parse(text)) {
            case RotationText.Parsed.Bad(var found) -> {
                found.forEach(problem -> problems.add(entity.ref() + " " + ROTATION + " " + problem));
                yield Optional.empty();
            }
            case RotationText.Parsed.Good(var rotation) -> {
                var turn = rotation.at(at);
                if (turn.isEmpty()) {
                    problems.add(entity.ref() + " " + ROTATION + " start: begins later, at " + rotation.start());
                }
                yield turn.map(now -> new Who.Person(
                        now.member(),
                        now,
                        rotation.next(at, NEXT),
                        rotation.zone().getId()));
            }
        };
    }

    private static Optional<Who> bySchedule(Entity entity, String text, List<String> problems) {
        if (isWebAddress(text.strip())) {
            return Optional.of(new Who.Schedule(text.strip()));
        }
        problems.add(entity.ref() + " " + SCHEDULE + ": expected an address with http or https, found " + text);
        return Optional.empty();
    }

    /** Pages make links of it, so nothing else may pass. */
    private static boolean isWebAddress(String text) {
        try {
            var uri = new URI(text);
            return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
