package dev.buildrun.platform.radar;

import java.util.List;
import java.util.Locale;

/**
 * Something that runs.
 *
 * @param name of an offering, or what self-run services call it
 * @param teams who has it, sorted
 * @param offering the full reference of the platform service that it is; empty for what teams run themselves
 * @param count of instances or self-run services
 * @param isCandidate whether so many teams run it themselves that the platform should offer it
 */
public record Technology(String name, Ring ring, List<String> teams, String offering, int count, boolean isCandidate) {
    public Technology {
        teams = List.copyOf(teams);
    }

    /** What a team that chooses should think of it. */
    public enum Ring {
        /** The platform offers it. */
        ADOPT,
        /** Several teams run it themselves. */
        TRIAL,
        /** One team does, and whoever joins it answers its own alarms. */
        HOLD;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
