package dev.buildrun.integration;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Tokens of the installations of GitHub apps, which may do no more than read contents. The first app that is installed at a repository's
 * owner counts. A token is kept until shortly before it ends.
 */
public final class GithubApps implements OwnerTokens {
    private static final int MOST_OWNERS = 1_000;
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final Duration SPARE = Duration.ofMinutes(5);
    private static final Duration NOT_INSTALLED = Duration.ofMinutes(5);
    private static final String PERMISSIONS = "{\"permissions\":{\"contents\":\"read\"}}";

    private final URI api;
    private final List<GithubApp> apps;
    private final Duration timeout;
    private final InstantSource clock;
    private final HttpClient client;
    private final Map<String, Kept> tokens = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > MOST_OWNERS;
        }
    };

    /** @param token null where no app is installed */
    private record Kept(@Nullable String token, Instant until) {}

    /**
     * Asks GitHub, or a server of one's own.
     *
     * @param api such as {@code https://api.github.com}; no slash at its end
     * @param timeout for each of the two questions that a token needs
     */
    public GithubApps(URI api, List<GithubApp> apps, Duration timeout, InstantSource clock) {
        this.api = api;
        this.apps = List.copyOf(apps);
        this.timeout = timeout;
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    @Override
    public Optional<String> token(String owner, String repository) {
        var name = owner.toLowerCase(Locale.ROOT);
        var known = known(name);
        if (known != null && known.until().isAfter(clock.instant())) {
            return Optional.ofNullable(known.token());
        }
        var made = make(owner, repository);
        keep(name, made);
        return Optional.ofNullable(made.token());
    }

    private synchronized @Nullable Kept known(String owner) {
        return tokens.get(owner);
    }

    private synchronized void keep(String owner, Kept made) {
        tokens.put(owner, made);
    }

    private Kept make(String owner, String repository) {
        for (var app : apps) {
            if (!app.mayServe(owner)) {
                continue;
            }
            var path = "/repos/" + encode(owner) + "/" + encode(repository) + "/installation";
            var installation =
                    ask(app, HttpRequest.newBuilder(URI.create(api + path)).GET());
            if (installation.isPresent() && !isSuspended(installation.get())) {
                return token(app, installation.get().path("id").asLong(0));
            }
        }
        return new Kept(null, clock.instant().plus(NOT_INSTALLED));
    }

    private static boolean isSuspended(JsonNode installation) {
        return !installation.path("suspended_at").asString("").isEmpty();
    }

    private Kept token(GithubApp app, long installation) {
        var url = URI.create(api + "/app/installations/" + installation + "/access_tokens");
        var made = ask(app, HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(PERMISSIONS)))
                .orElseThrow(() -> refused(app, 404));
        return new Kept(made.path("token").asString(), expiry(made).minus(SPARE));
    }

    private Instant expiry(JsonNode made) {
        try {
            return Instant.parse(made.path("expires_at").asString(""));
        } catch (DateTimeParseException _) {
            return clock.instant();
        }
    }

    /** Empty for what is not there. */
    private Optional<JsonNode> ask(GithubApp app, HttpRequest.Builder request) {
        request.timeout(timeout)
                .header("Accept", "application/vnd.github+json")
                .header("Authorization", "Bearer " + app.assertion(clock.instant()));
        return Interruptible.within(timeout, api, () -> send(app, request.build()));
    }

    private Optional<JsonNode> send(GithubApp app, HttpRequest request) {
        try {
            return read(app, client.send(request, BodyHandlers.ofInputStream()));
        } catch (IOException exception) {
            throw ServiceException.of(
                    ErrorKind.SERVICE_UNAVAILABLE,
                    "Unable to get a token of GitHub app " + app.id() + " from " + api + ", "
                            + exception.getClass().getSimpleName(),
                    exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "Interrupted", exception);
        }
    }

    private Optional<JsonNode> read(GithubApp app, HttpResponse<InputStream> answer) throws IOException {
        try (var body = answer.body()) {
            if (answer.statusCode() == 404) {
                return Optional.empty();
            }
            if (answer.statusCode() / 100 != 2) {
                throw refused(app, answer.statusCode());
            }
            return Optional.of(Json.read(body.readNBytes(MAX_BODY_BYTES)));
        }
    }

    private ServiceException refused(GithubApp app, int status) {
        return ServiceException.of(
                status >= 500 ? ErrorKind.SERVICE_UNAVAILABLE : ErrorKind.NOT_ALLOWED,
                api + " gives no token to GitHub app " + app.id() + ", status " + status
                        + ". Check appId and privateKey in integrations.github[].apps, and that the app may read contents");
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
