package dev.buildrun.platform.alert;

import dev.buildrun.config.Config;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code buildrun.platform.alerts} and {@code buildrun.platform.channels}.
 *
 * @param token what Alertmanager sends as a bearer token; null refuses all
 * @param channels where messages to channels go
 * @param attempts how often a message is tried
 * @param keep how long alerts are kept
 */
public record AlertConfig(
        @Nullable String token, List<Channel> channels, int attempts, Duration timeout, Duration keep) {
    private static final int SHORTEST_TOKEN = 16;

    public AlertConfig {
        channels = List.copyOf(channels);
    }

    /**
     * Where the messages of channels go whose name begins so.
     *
     * @param prefix for instance {@code slack:}; empty for all others
     */
    public record Channel(String prefix, URI url) {}

    /** @throws IllegalArgumentException whose message begins with the path of what is wrong */
    public static AlertConfig parse(Config whole) {
        var alerts = whole.at("buildrun.platform.alerts");
        var token = alerts.optionalString("token").orElse(null);
        if (token != null && token.length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException("buildrun.platform.alerts.token: expected at least " + SHORTEST_TOKEN
                    + " characters, found " + token.length());
        }
        var channels = new ArrayList<Channel>();
        for (var channel : whole.list("buildrun.platform.channels")) {
            channels.add(new Channel(
                    channel.optionalString("prefix").orElse(""), url(channel.path() + ".url", channel.string("url"))));
        }
        var attempts = alerts.integer("attempts", 8);
        if (attempts < 1 || attempts > 20) {
            throw new IllegalArgumentException(
                    "buildrun.platform.alerts.attempts: expected 1 to 20, found " + attempts);
        }
        return new AlertConfig(
                token,
                channels,
                attempts,
                alerts.duration("timeout", Duration.ofSeconds(10)),
                alerts.duration("keep", Duration.ofDays(90)));
    }

    private static URI url(String path, String text) {
        try {
            var url = new URI(text);
            if (url.getHost() != null && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
                return url;
            }
        } catch (URISyntaxException _) {
            // Told below.
        }
        throw new IllegalArgumentException(path + ": expected an absolute address with http or https, found " + text);
    }

    /** The one with the longest prefix that fits. */
    Optional<Channel> channel(String name) {
        return channels.stream()
                .filter(channel -> name.startsWith(channel.prefix()))
                .max(Comparator.comparingInt(channel -> channel.prefix().length()));
    }
}
