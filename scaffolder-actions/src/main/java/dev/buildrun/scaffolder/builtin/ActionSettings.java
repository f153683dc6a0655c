package dev.buildrun.scaffolder.builtin;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What the operator says about single actions.
 *
 * @param baseUrl where this service is reached, for {@code http:backstage:request}; no slash at its end
 * @param allowedMethods of that action, {@code scaffolder.http.allowedMethods}; empty for all
 * @param longestSleep of {@code roadiehq:utils:sleep}, {@code buildrun.scaffolder.maxSleep}
 */
public record ActionSettings(URI baseUrl, List<String> allowedMethods, Duration longestSleep) {
    public static final Duration USUAL_LONGEST_SLEEP = Duration.ofMinutes(10);

    public ActionSettings {
        allowedMethods = List.copyOf(allowedMethods);
    }
}
