package dev.buildrun.integration;

import dev.buildrun.error.ServiceException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the portal's repository picker gives: {@code host?owner=..&repo=..&organization=..&workspace=..&project=..}.
 *
 * @param host in lower case, with the port where there is one
 * @param type the kind of the host
 * @param parts what was filled in, by name, decoded, without slashes at the ends
 */
public record RepoUrl(String host, IntegrationType type, Map<String, String> parts) {
    private static final List<String> NAMES = List.of("owner", "repo", "organization", "workspace", "project");

    public RepoUrl {
        parts = Map.copyOf(parts);
    }

    /**
     * Parses and checks it.
     *
     * @throws ServiceException of kind INPUT when the host is not known or a part is missing that its kind of host needs
     */
    public static RepoUrl parse(String text, Integrations integrations) {
        var url = parseUrl(text);
        var host = String.valueOf(url.getRawAuthority()).toLowerCase(Locale.ROOT);
        var type = integrations
                .ofHost(host)
                .orElseThrow(() -> ServiceException.input("No matching integration configuration for host " + host
                        + ", please check your integrations config"));
        var repoUrl = new RepoUrl(host, type, parts(url));
        repoUrl.check(url);
        return repoUrl;
    }

    public Optional<String> part(String name) {
        return Optional.ofNullable(parts.get(name));
    }

    private void check(URI url) {
        for (var name : required()) {
            if (!parts.containsKey(name)) {
                throw ServiceException.input("Invalid repo URL passed to publisher: " + url + ", missing " + name);
            }
        }
    }

    private List<String> required() {
        return switch (type) {
            case AZURE, BITBUCKET_SERVER -> List.of("project", "repo");
            case BITBUCKET_CLOUD -> List.of("workspace", "project", "repo");
            case GERRIT, GITEA -> List.of("repo");
            case GITLAB -> parts.containsKey("project") ? List.of() : List.of("owner", "repo");
            case GITHUB, BUILT_IN -> List.of("repo", "owner");
        };
    }

    private static URI parseUrl(String text) {
        try {
            return URI.create("https://" + text);
        } catch (IllegalArgumentException exception) {
            throw ServiceException.input("Invalid repo URL passed to publisher, got " + text + ": it is malformed");
        }
    }

    private static Map<String, String> parts(URI url) {
        var parts = new LinkedHashMap<String, String>();
        for (var pair : String.valueOf(url.getRawQuery()).split("&", -1)) {
            var equals = pair.indexOf('=');
            var name = equals < 0 ? pair : pair.substring(0, equals);
            var value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            var plain = value.replaceAll("^/+|/+$", "");
            if (NAMES.contains(name) && !plain.isEmpty()) {
                parts.putIfAbsent(name, plain);
            }
        }
        return parts;
    }
}
