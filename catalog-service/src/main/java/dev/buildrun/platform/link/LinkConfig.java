package dev.buildrun.platform.link;

import dev.buildrun.config.Config;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.integration.IntegrationType;
import dev.buildrun.integration.ReadingAllow;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which addresses are looked at, and how often: {@code buildrun.platform.links}.
 *
 * @param allowed hosts that are contacted: those of {@code buildrun.platform.links.allow}, and those that the service contacts in any case,
 *     of {@code backend.reading.allow}, of {@code integrations} and its own
 * @param timeout how long one look may take, redirects included; {@code timeout}
 * @param every how old a good answer becomes; {@code every}
 */
public record LinkConfig(List<ReadingAllow> allowed, Duration timeout, Duration every) {
    private static final String PATH = "buildrun.platform.links";
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration USUALLY_EVERY = Duration.ofHours(6);
    private static final Duration MOST_OFTEN = Duration.ofMinutes(1);

    /** So many times older than it should be, what was found counts no more: the service was away meanwhile. */
    private static final int STALE = 4;

    public LinkConfig {
        allowed = List.copyOf(allowed);
        if (!timeout.isPositive() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(PATH + ".timeout: expected at most a minute, found " + timeout);
        }
        if (every.compareTo(MOST_OFTEN) < 0) {
            throw new IllegalArgumentException(PATH + ".every: expected at least a minute, found " + every);
        }
    }

    /**
     * Reads the section, and the others that hosts come from.
     *
     * @throws IllegalArgumentException when something is wrong; the message begins with its path
     */
    public static LinkConfig parse(Config whole, URI baseUrl) {
        var allowed = new ArrayList<ReadingAllow>();
        allowed.add(new ReadingAllow(baseUrl.getRawAuthority().toLowerCase(Locale.ROOT), List.of()));
        for (var list : List.of("backend.reading.allow", PATH + ".allow")) {
            allowed.addAll(ServiceConfig.allowedHosts(whole, list));
        }
        for (var type : IntegrationType.values()) {
            for (var entry : whole.at("integrations").list(type.configKey())) {
                entry.optionalString("host").ifPresent(host -> allowed.add(new ReadingAllow(host, List.of())));
            }
        }
        return new LinkConfig(
                allowed,
                whole.duration(PATH + ".timeout", USUAL_TIMEOUT),
                whole.duration(PATH + ".every", USUALLY_EVERY));
    }

    boolean allows(URI url) {
        return allowed.stream().anyMatch(each -> each.allows(url));
    }

    Duration stale() {
        return every.multipliedBy(STALE);
    }
}
