package dev.buildrun.notification;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a user wants to be told of, by origin and topic. Whatever nothing is said of is wanted. */
public record Settings(List<Choice> choices) {
    public Settings {
        choices = List.copyOf(choices);
    }

    /** @param topic empty for the origin as a whole */
    public record Choice(String origin, String topic, boolean enabled) {
        boolean concerns(String otherOrigin, String otherTopic) {
            return origin.equals(otherOrigin) && topic.equals(otherTopic);
        }
    }

    /** An origin, and what of it can be turned off by itself. */
    public record Origin(String id, boolean enabled, List<Choice> topics) {}

    /** Whether the user wants to hear of it. */
    public boolean allow(String origin, Optional<String> topic) {
        return topic.flatMap(name -> choice(origin, name))
                .or(() -> choice(origin, ""))
                .orElse(true);
    }

    private Optional<Boolean> choice(String origin, String topic) {
        return choices.stream()
                .filter(choice -> choice.concerns(origin, topic))
                .map(Choice::enabled)
                .findFirst();
    }

    /**
     * Everything that there is to choose.
     *
     * @param known what the user was told of
     */
    List<Origin> complete(Collection<NotificationStore.Source> known) {
        var topics = new TreeMap<String, TreeSet<String>>();
        known.forEach(source ->
                topics.computeIfAbsent(source.origin(), _ -> new TreeSet<>()).add(source.topic()));
        var origins = new ArrayList<Origin>();
        topics.forEach((origin, names) -> {
            var enabled = choice(origin, "").orElse(true);
            names.remove("");
            origins.add(new Origin(
                    origin,
                    enabled,
                    names.stream()
                            .map(name -> new Choice(
                                    origin, name, choice(origin, name).orElse(enabled)))
                            .toList()));
        });
        return origins;
    }
}
