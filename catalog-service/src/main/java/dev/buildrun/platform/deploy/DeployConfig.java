package dev.buildrun.platform.deploy;

import dev.buildrun.config.Config;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * {@code buildrun.platform.deploy}.
 *
 * @param gitops field managers of controllers that deploy from repositories: their fields are not changed here, and what they do counts as
 *     done by the owner's pipeline
 * @param applyWithin how long a cluster that does not answer is asked again
 * @param rolloutWithin when a rollout has failed that says nothing of a deadline of its own
 * @param observe whether deployments that others do are recorded
 */
public record DeployConfig(Set<String> gitops, Duration applyWithin, Duration rolloutWithin, boolean observe) {
    public static final DeployConfig USUAL =
            new DeployConfig(FieldOwners.KNOWN_GITOPS, Duration.ofMinutes(10), Duration.ofMinutes(15), true);

    public DeployConfig {
        gitops = Set.copyOf(gitops);
    }

    /** @throws IllegalArgumentException whose message begins with the path of what is wrong */
    public static DeployConfig parse(Config whole) {
        var section = whole.at("buildrun.platform.deploy");
        var gitops = new HashSet<>(USUAL.gitops());
        gitops.addAll(section.strings("gitopsManagers"));
        return new DeployConfig(
                gitops,
                section.duration("applyWithin", USUAL.applyWithin()),
                section.duration("rolloutWithin", USUAL.rolloutWithin()),
                section.bool("observe", USUAL.observe()));
    }
}
