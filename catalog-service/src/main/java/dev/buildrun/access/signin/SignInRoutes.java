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
import java.time.Clock;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/auth/<provider>}: as Backstage's auth backend does for OAuth providers; the same for each. */
public final class SignInRoutes {
    private final SignInConfig config;
    private final AccessConfig access;
    private final Tokens tokens;
    private final Ownership ownership;
    private final IdentityProvider provider;
    private final SignInResolver resolver;
    private final SignInSessions sessions;
    private final SignInCookies cookies;
    private final Set<String> origins;

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
    public SignInRoutes(SignInConfig config, Parts parts, Set<String> origins) {
        this.config = config;
        this.access = parts.access();
        this.tokens = parts.tokens();
        this.ownership = parts.ownership();
        this.provider = switch (config.host()) {
            case SignInConfig.OpenId openId -> new OidcClient(openId, config.client(), parts.clock());
            case CodeHost host -> new OAuthClient(host, config.client());
        };
        this.resolver = new SignInResolver(config.resolvers(), parts.users());
        this.sessions = new SignInSessions(
                parts.database(), parts.seal(), config.provider(), config.sessionLifetime(), parts.clock());
        var isSecure = access.baseUrl().getScheme().equals("https");
        this.cookies = new SignInCookies(config.provider(), isSecure, parts.clock());
        this.origins = Collections.unmodifiableSet(new LinkedHashSet<>(origins));
    }

    public Mount mount() {
        var path = "/" + config.provider();
        return Mount.plugin(
                "auth",
                List.of(
                        Route.blocking("GET", path + "/start", this::start).open(),
                        Route.blocking("GET", path + "/handler/frame", this::frame)
                                .open(),
                        Route.blocking("GET", path + "/refresh", this::refresh).open(),
                        Route.blocking("POST", path + "/refresh", this::refresh).open(),
                        Route.blocking("POST", path + "/logout", this::logout).open()));
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
        var state = OAuthState.begin(
                config.provider(), secret, env, query.first("origin").orElse(""), redirectUrl);
        var target = provider.authorization(new IdentityProvider.Ask(
                scope(query.first("scope").orElse("")),
                state.text(),
                OAuthState.derived(secret, "nonce"),
                challenge(secret)));
        return new Response.Complete(
                302, Map.of("Location", target, "Set-Cookie", cookies.nonce(secret)), List.of(), false);
    }

    private String scope(String asked) {
        var scopes = new LinkedHashSet<>(provider.scopes());
        scopes.addAll(config.scopes());
        Arrays.stream(asked.split("[ ,]+", -1))
                .filter(scope -> !scope.isEmpty())
                .forEach(scopes::add);
        return String.join(" ", scopes);
    }

    private static String verifier(String secret) {
        return OAuthState.derived(secret, "verifier");
    }

    /** PKCE: what the provider hears now, and what it is shown later. */
    private static String challenge(String secret) {
        return OAuthState.base64(SignInSessions.hash(verifier(secret)));
    }

    private Response frame(Request request) {
        var origin = origins.iterator().next();
        try {
            var state = OAuthState.parse(request.query().first("state").orElse(""));
            origin = state.origin().isEmpty() ? origin : requireOrigin(state.origin());
            var secret = cookies.nonce(request)
                    .orElseThrow(
                            () -> ServiceException.of(ErrorKind.NOT_ALLOWED, "Auth response is missing cookie nonce"));
            if (!state.belongsTo(config.provider(), secret)) {
                throw ServiceException.of(ErrorKind.NOT_ALLOWED, "Invalid nonce");
            }
            return back(request, state, secret, origin);
        } catch (ServiceException failure) {
            var error = Json.object().put("name", failure.kind().wireName()).put("message", failure.getMessage());
            var message = Json.object().put("type", "authorization_response");
            message.set("error", error);
            return MessagePage.of(origin, message);
        }
    }

    /** Without a popup there is no page to tell, so the one that the browser goes on to gets what went wrong in its address, as in Backstage. */
    private Response back(Request request, OAuthState state, String secret, String origin) {
        try {
            return signedIn(request, state, secret, origin);
        } catch (ServiceException failure) {
            if (state.redirectUrl().isEmpty()) {
                throw failure;
            }
            return Response.empty(302).with("Location", withError(state.redirectUrl(), failure.getMessage()));
        }
    }

    private static String withError(String url, String message) {
        var page = url.replaceFirst("#.*", "");
        return page + (page.contains("?") ? "&" : "?") + "error=" + ProviderCalls.encode(message);
    }

    private Response signedIn(Request request, OAuthState state, String secret, String origin) {
        var query = request.query();
        var code = query.first("code")
                .orElseThrow(() -> ServiceException.of(
                        ErrorKind.AUTHENTICATION, "Authentication failed, the provider sent no code"));
        var grant = provider.exchange(new IdentityProvider.Code(
                code, query.first("iss").orElse(null), verifier(secret), OAuthState.derived(secret, "nonce")));
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
        var id = sessions.begin(user, grant.refreshToken(), grant.scope());
        return page.with(
                "Set-Cookie", cookies.session(id, config.sessionLifetime().toSeconds()));
    }

    private ObjectNode session(IdentityProvider.Grant grant, String user) {
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
        if (grant.expiresInSeconds() > 0) {
            info.put("expiresInSeconds", grant.expiresInSeconds());
        }
        body.putObject("backstageIdentity")
                .put("token", tokens.forUser(user))
                .put("expiresInSeconds", access.tokenLifetime().toSeconds())
                .set("identity", identity);
        return body;
    }

    private Response refresh(Request request) {
        requireScript(request);
        var secret = cookies.session(request)
                .orElseThrow(() -> ServiceException.of(
                        ErrorKind.AUTHENTICATION, "Refresh failed; caused by InputError: Missing session cookie"));
        var answer = new AtomicReference<@Nullable ObjectNode>();
        sessions.renew(secret, (refreshToken, scope) -> {
            var grant = provider.refresh(refreshToken, scope);
            var user = resolver.resolve(grant.profile());
            answer.set(session(grant, user));
            return new SignInSessions.Renewed(user, grant.refreshToken() == null ? refreshToken : grant.refreshToken());
        });
        return Response.json(Objects.requireNonNull(answer.get()))
                .with(
                        "Set-Cookie",
                        cookies.session(secret, config.sessionLifetime().toSeconds()))
                .with("Cache-Control", "no-store");
    }

    private Response logout(Request request) {
        requireScript(request);
        cookies.session(request).ifPresent(sessions::end);
        return Response.empty(200).with("Set-Cookie", cookies.session("", 0));
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
}
