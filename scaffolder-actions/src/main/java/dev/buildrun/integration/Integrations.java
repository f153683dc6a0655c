package dev.buildrun.integration;

import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The code hosts that are known, by host (with the port where it is not the scheme's own). The four public ones are known
 * without any config.
 *
 * @param types kind of each host
 */
public record Integrations(Map<String, IntegrationType> types) {
    private static final Map<String, IntegrationType> PUBLIC = Map.of(
            "github.com", IntegrationType.GITHUB,
            "gitlab.com", IntegrationType.GITLAB,
            "bitbucket.org", IntegrationType.BITBUCKET_CLOUD,
            "dev.azure.com", IntegrationType.AZURE);

    public Integrations {
        var all = new HashMap<>(PUBLIC);
        types.forEach((host, type) -> all.put(host.toLowerCase(Locale.ROOT), type));
        types = Map.copyOf(all);
    }

    /** Only the public hosts. */
    public static Integrations none() {
        return new Integrations(Map.of());
    }

    public Integrations with(String host, IntegrationType type) {
        var all = new HashMap<>(types);
        all.put(host, type);
        return new Integrations(all);
    }

    public Optional<IntegrationType> ofHost(String host) {
        return Optional.ofNullable(types.get(host.toLowerCase(Locale.ROOT)));
    }

    public Optional<IntegrationType> ofUrl(URI url) {
        return ofHost(ReadingAllow.hostOf(url));
    }
}
