package dev.buildrun.config;

import dev.buildrun.integration.CodeHost;
import dev.buildrun.integration.CodeHostLimits;
import dev.buildrun.integration.GithubApp;
import dev.buildrun.integration.GithubApps;
import dev.buildrun.integration.HostCredential;
import dev.buildrun.integration.IntegrationType;
import dev.buildrun.integration.OwnerTokens;
import java.net.URI;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The code hosts of {@code integrations}, with Backstage's keys, and how much reading from them may take. */
final class CodeHostsSection {
    /** Known without configuration, by the first name in {@code integrations} that Backstage gives to their kind. */
    static final Map<IntegrationType, String> PUBLIC = Map.of(
            IntegrationType.GITHUB, "github.com",
            IntegrationType.GITLAB, "gitlab.com",
            IntegrationType.BITBUCKET_CLOUD, "bitbucket.org",
            IntegrationType.AZURE, "dev.azure.com");

    private static final int MEBIBYTE_BITS = 20;
    private static final Duration APPS_TIMEOUT = Duration.ofSeconds(10);

    private CodeHostsSection() {}

    /** The host of an entry; those that have a public one may leave it out. */
    static String host(IntegrationType type, Config entry) {
        var absent = PUBLIC.get(type);
        return absent == null
                ? entry.string("host")
                : entry.optionalString("host").orElse(absent);
    }

    static CodeHostLimits limits(Config config) {
        var usual = CodeHostLimits.USUAL;
        var section = config.at("buildrun.reading");
        return new CodeHostLimits(
                section.integer("maxGitRequests", usual.maxRequests()),
                bytes(section, "maxGitFetchMebibytes", usual.maxFetchBytes()),
                bytes(section, "gitCacheMebibytes", usual.cacheBytes()));
    }

    private static long bytes(Config section, String key, long usual) {
        var mebibytes = section.integer(key, (int) (usual >> MEBIBYTE_BITS));
        if (mebibytes < 1) {
            throw new IllegalArgumentException(section.at(key).path() + ": expected at least 1, found " + mebibytes);
        }
        return (long) mebibytes << MEBIBYTE_BITS;
    }

    /** In the order in which Backstage asks them; of two entries for one host the first counts. */
    static List<CodeHost> hosts(Config config) {
        var hosts = new ArrayList<CodeHost>();
        var seen = new HashSet<String>();
        for (var type : IntegrationType.values()) {
            for (var entry : config.at("integrations").list(type.configKey())) {
                var host = host(type, entry).toLowerCase(Locale.ROOT);
                if (seen.add(host) && type != IntegrationType.BUILT_IN) {
                    hosts.add(codeHost(type, host, entry));
                }
            }
        }
        PUBLIC.forEach((type, host) -> {
            if (seen.add(host)) {
                hosts.add(CodeHost.at(type, URI.create("https://" + host)));
            }
        });
        return hosts;
    }

    private static CodeHost codeHost(IntegrationType type, String host, Config entry) {
        var credentials = credentials(type, entry);
        return switch (type) {
            case GERRIT -> {
                var base = base(entry, "baseUrl", host);
                var pages =
                        entry.optionalString("gitilesBaseUrl").isPresent() ? base(entry, "gitilesBaseUrl", host) : base;
                var git = entry.optionalString("cloneUrl").isPresent() ? base(entry, "cloneUrl", host) : base;
                yield new CodeHost(type, pages, git, credentials);
            }
            case GITLAB, GITEA -> {
                var base = base(entry, "baseUrl", host);
                yield new CodeHost(type, base, base, credentials);
            }
            case GITHUB -> {
                var base = besideApi(entry, host);
                yield new CodeHost(type, base, base, credentials, apps(host, entry));
            }
            case BITBUCKET_SERVER -> {
                var base = besideApi(entry, host);
                yield new CodeHost(type, base, base, credentials);
            }
            case AZURE, BITBUCKET_CLOUD, BUILT_IN -> {
                var base = URI.create("https://" + host);
                yield new CodeHost(type, base, base, credentials);
            }
        };
    }

    /** The pages have no address of their own in the configuration; whoever reads the API unencrypted does so here too. */
    private static URI besideApi(Config entry, String host) {
        return URI.create(base(entry, "apiBaseUrl", host).getScheme() + "://" + host);
    }

    private static @Nullable OwnerTokens apps(String host, Config entry) {
        var apps = new ArrayList<GithubApp>();
        for (var app : entry.list("apps")) {
            apps.add(new GithubApp(app.integer("appId", 0), key(app), owners(app, "allowedInstallationOwners")));
        }
        if (apps.isEmpty()) {
            return null;
        }
        var usual = host.equals(PUBLIC.get(IntegrationType.GITHUB))
                ? "https://api.github.com"
                : "https://" + host + "/api/v3";
        var api = URI.create(entry.optionalString("apiBaseUrl").orElse(usual).replaceFirst("/+$", ""));
        return new GithubApps(api, apps, APPS_TIMEOUT, InstantSource.system());
    }

    private static PrivateKey key(Config app) {
        var pem = app.string("privateKey");
        try {
            return GithubApp.key(pem);
        } catch (IllegalArgumentException exception) {
            throw new IllegalArgumentException(app.at("privateKey").path() + ": " + exception.getMessage(), exception);
        }
    }

    private static Set<String> owners(Config entry, String key) {
        return entry.strings(key).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static URI base(Config entry, String key, String host) {
        var text = entry.optionalString(key).orElse("https://" + host).replaceFirst("/+$", "");
        try {
            var url = URI.create(text);
            if (url.getHost() != null && Set.of("http", "https").contains(String.valueOf(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw new IllegalArgumentException(entry.at(key).path()
                + ": expected an absolute URL such as https://code.example.com, found \"" + text + "\"");
    }

    private static List<HostCredential> credentials(IntegrationType type, Config entry) {
        var token = entry.optionalString("token").map(String::trim);
        return switch (type) {
            case GITHUB, GITLAB ->
                token.map(text -> HostCredential.token(type, text)).stream().toList();
            case BITBUCKET_CLOUD -> bitbucketCloud(entry, token);
            case BITBUCKET_SERVER ->
                token.map(HostCredential::bearer).or(() -> pair(entry, "password")).stream()
                        .toList();
            case AZURE -> azure(entry);
            case GERRIT -> pair(entry, "password").stream().toList();
            case GITEA ->
                pair(entry, "password")
                        .or(() -> entry.optionalString("password").map(text -> HostCredential.token(type, text.trim())))
                        .stream()
                        .toList();
            case BUILT_IN -> List.of();
        };
    }

    /** A token that belongs to a person goes with a fixed name, since the configuration has the person's address for mail. */
    private static List<HostCredential> bitbucketCloud(Config entry, Optional<String> token) {
        if (entry.optionalString("clientId").isPresent()) {
            throw new IllegalArgumentException(
                    entry.at("clientId").path() + ": OAuth consumers are not supported here, expected a token in "
                            + entry.at("token").path());
        }
        var user = entry.optionalString("username");
        if (token.isPresent()) {
            return List.of(
                    user.isPresent()
                            ? HostCredential.basic("x-bitbucket-api-token-auth", token.get())
                            : HostCredential.token(IntegrationType.BITBUCKET_CLOUD, token.get()));
        }
        var password = pair(entry, "appPassword");
        if (user.isPresent() && password.isEmpty()) {
            throw new IllegalArgumentException(
                    entry.path() + ": expected a token or an appPassword for the username " + user.get());
        }
        return password.stream().toList();
    }

    private static List<HostCredential> azure(Config entry) {
        for (var removed : List.of("token", "credential")) {
            if (entry.at(removed).isPresent()) {
                throw new IllegalArgumentException(entry.at(removed).path() + ": expected this in "
                        + entry.at("credentials").path() + "[].personalAccessToken");
            }
        }
        var found = new ArrayList<HostCredential>();
        for (var credential : entry.list("credentials")) {
            var token = credential
                    .optionalString("personalAccessToken")
                    .orElseThrow(
                            () -> new IllegalArgumentException(
                                    credential.path()
                                            + ": expected a personalAccessToken, client secrets and managed identities are not supported here"));
            found.add(HostCredential.token(IntegrationType.AZURE, token.trim())
                    .onlyFor(owners(credential, "organizations")));
        }
        return found;
    }

    private static Optional<HostCredential> pair(Config entry, String passwordKey) {
        return entry.optionalString("username")
                .flatMap(user ->
                        entry.optionalString(passwordKey).map(password -> HostCredential.basic(user, password.trim())));
    }
}
