package dev.buildrun.access.signin;

import dev.buildrun.access.AccessConfig;
import dev.buildrun.access.Ownership;
import dev.buildrun.access.Tokens;
import dev.buildrun.database.Database;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.seal.Seal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/auth/oidc}: as Backstage's auth backend does for OAuth providers. */
public final class OidcRoutes {
    private static final String PROVIDER = "oidc";
    private static final String NONCE_COOKIE = PROVIDER + "-nonce";
    private static final String SESSION_COOKIE = PROVIDER + "-refresh-token";
    private static final String PATH = "/api/auth/" + PROVIDER;
    private static final int NONCE_SECONDS = 600;

    private final OidcConfig config;
    private final AccessConfig access;
    private final Tokens tokens;
    private final Ownership ownership;
    private final OidcClient client;
    private final SignInResolver resolver;
    private final SignInSessions sessions;
    private final Set<String> origins;
    private final Clock clock;

    /** What the routes work with. */
    public record Parts(
            AccessConfig access,
            Tokens tokens,
            Ownership ownership,
            UserLookup users,
            Database database,
            Seal seal,
            Clock clock) {}

    /** @param origins of pages that may be told who has signed in; those of the portal */
    public OidcRoutes(OidcConfig config, Parts parts, Set<String> origins) {
        this.config = config;
        this.access = parts.access();
        this.tokens = parts.tokens();
        this.ownership = parts.ownership();
        this.client = new OidcClient(config, URI.create(access.baseUrl() + PATH + "/handler/frame"), parts.clock());
        this.resolver = new SignInResolver(config.resolvers(), parts.users());
        this.sessions =
                new SignInSessions(parts.database(), parts.seal(), PROVIDER, config.sessionLifetime(), parts.clock());
        this.origins = Collections.unmodifiableSet(new LinkedHashSet<>(origins));
        this.clock = parts.clock();
    }

    public Mount mount() {
        return Mount.plugin(
                "auth",
                List.of(
                        Route.blocking("GET", "/oidc/start", this::start).open(),
                        Route.blocking("GET", "/oidc/handler/frame", this::frame)
                                .open(),
                        Route.blocking("GET", "/oidc/refresh", this::refresh).open(),
                        Route.blocking("POST", "/oidc/refresh", this::refresh).open(),
                        Route.blocking("POST", "/oidc/logout", this::logout).open()));
    }

    private Response start(Request request) {
        var query = request.query();
        var env = query.first("env")
                .orElseThrow(() -> ServiceException.input("No env provided in request query parameters"));
        if (!env.equals(config.environment())) {
            throw ServiceException.notFound(
                    "No configuration available for the '" + env + "' environment of this provider.");
        }
        var redirectUrl = query.first("flow").orElse("").equals("redirect")
                ? query.first("redirectUrl").orElse("")
                : "";
        if (!redirectUrl.isEmpty()) {
            requireOrigin(redirectUrl);
        }
        var secret = sessions.random();
        var state = new OAuthState(
                derived(secret, "state"), env, query.first("origin").orElse(""), redirectUrl);
        var target = client.authorization(
                scope(query.first("scope").orElse("")), state.text(), derived(secret, "nonce"), challenge(secret));
        return new Response.Complete(
                302,
                Map.of(
                        "Location",
                        target,
                        "Set-Cookie",
                        cookie(NONCE_COOKIE, secret, PATH + "/handler", NONCE_SECONDS)),
                List.of(),
                false);
    }

    private String scope(String asked) {
        var scopes = new LinkedHashSet<>(List.of("openid", "profile", "email"));
        scopes.addAll(config.scopes());
        Arrays.stream(asked.split("[ ,]+", -1))
                .filter(scope -> !scope.isEmpty())
                .forEach(scopes::add);
        return String.join(" ", scopes);
    }

    /** From one secret in the browser comes all that a sign-in needs, each not to be guessed from another. */
    private static String derived(String secret, String what) {
        return base64(SignInSessions.hash(what + ":" + secret));
    }

    /** PKCE: what the provider hears now, and what it is shown later. */
    private static String challenge(String secret) {
        return base64(SignInSessions.hash(derived(secret, "verifier")));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private Response frame(Request request) {
        var origin = origins.iterator().next();
        try {
            var state = OAuthState.parse(request.query().first("state").orElse(""));
            origin = state.origin().isEmpty() ? origin : requireOrigin(state.origin());
            var secret = cookie(request, NONCE_COOKIE)
                    .orElseThrow(
                            () -> ServiceException.of(ErrorKind.NOT_ALLOWED, "Auth response is missing cookie nonce"));
            if (!isSame(derived(secret, "state"), state.nonce())) {
                throw ServiceException.of(ErrorKind.NOT_ALLOWED, "Invalid nonce");
            }
            return signedIn(request, state, secret, origin);
        } catch (ServiceException failure) {
            var error = Json.object().put("name", failure.kind().wireName()).put("message", failure.getMessage());
            var message = Json.object().put("type", "authorization_response");
            message.set("error", error);
            return MessagePage.of(origin, message);
        }
    }

    private Response signedIn(Request request, OAuthState state, String secret, String origin) {
        var code = request.query()
                .first("code")
                .orElseThrow(() -> ServiceException.of(
                        ErrorKind.AUTHENTICATION, "Authentication failed, the provider sent no code"));
        var grant = client.exchange(code, derived(secret, "verifier"), derived(secret, "nonce"));
        var user = resolver.resolve(grant.profile());
        var message = Json.object().put("type", "authorization_response");
        message.set("response", session(grant, user));
        var page = state.redirectUrl().isEmpty()
                ? MessagePage.of(origin, message)
                : Response.empty(302).with("Location", state.redirectUrl());
        if (grant.refreshToken() == null) {
            sessions.note(user);
            return page;
        }
        var id = sessions.begin(user, grant.refreshToken());
        return page.with(
                "Set-Cookie",
                cookie(SESSION_COOKIE, id, PATH, config.sessionLifetime().toSeconds()));
    }

    private ObjectNode session(OidcClient.Grant grant, String user) {
        var identity = Json.object().put("type", "user").put("userEntityRef", user);
        ownership.refsOf(user).forEach(identity.putArray("ownershipEntityRefs")::add);
        var body = Json.object();
        body.set("profile", grant.profile().json());
        var info = body.putObject("providerInfo")
                .put("accessToken", grant.accessToken())
                .put("scope", grant.scope());
        if (grant.idToken() != null) {
            info.put("idToken", grant.idToken());
        }
        info.put("expiresInSeconds", grant.expiresInSeconds());
        body.putObject("backstageIdentity")
                .put("token", tokens.forUser(user))
                .put("expiresInSeconds", access.tokenLifetime().toSeconds())
                .set("identity", identity);
        return body;
    }

    private Response refresh(Request request) {
        requireScript(request);
        var secret = cookie(request, SESSION_COOKIE)
                .orElseThrow(() -> ServiceException.of(
                        ErrorKind.AUTHENTICATION, "Refresh failed; caused by InputError: Missing session cookie"));
        var answer = new AtomicReference<@Nullable ObjectNode>();
        sessions.renew(secret, refreshToken -> {
            var grant = client.refresh(refreshToken);
            var user = resolver.resolve(grant.profile());
            answer.set(session(grant, user));
            return new SignInSessions.Renewed(user, grant.refreshToken() == null ? refreshToken : grant.refreshToken());
        });
        return Response.json(Objects.requireNonNull(answer.get()))
                .with(
                        "Set-Cookie",
                        cookie(
                                SESSION_COOKIE,
                                secret,
                                PATH,
                                config.sessionLifetime().toSeconds()))
                .with("Cache-Control", "no-store");
    }

    private Response logout(Request request) {
        requireScript(request);
        cookie(request, SESSION_COOKIE).ifPresent(sessions::end);
        return Response.empty(200).with("Set-Cookie", cookie(SESSION_COOKIE, "", PATH, 0));
    }

    /** A page of another site can have a browser send the cookie, but not this header. */
    private static void requireScript(Request request) {
        if (!request.header("x-requested-with").orElse("").equals("XMLHttpRequest")) {
            throw ServiceException.of(ErrorKind.AUTHENTICATION, "Invalid X-Requested-With header");
        }
    }

    private String requireOrigin(String url) {
        try {
            var uri = URI.create(url);
            var origin = uri.getScheme() + "://" + uri.getRawAuthority();
            if (origins.contains(origin)) {
                return origin;
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw ServiceException.of(ErrorKind.NOT_ALLOWED, "Origin '" + url + "' is not allowed");
    }

    private String cookie(String name, String value, String path, long seconds) {
        var secure = access.baseUrl().getScheme().equals("https") ? "; Secure" : "";
        var end = clock.instant().plusSeconds(seconds).atOffset(ZoneOffset.UTC);
        return name + "=" + value + "; Max-Age=" + seconds + "; Path=" + path + "; Expires="
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(end) + "; HttpOnly; SameSite=Lax" + secure;
    }

    private static Optional<String> cookie(Request request, String name) {
        return request.header("cookie").stream()
                .flatMap(header -> Arrays.stream(header.split(";", -1)))
                .map(String::trim)
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
