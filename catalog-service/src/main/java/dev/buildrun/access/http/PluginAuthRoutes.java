package dev.buildrun.access.http;

import dev.buildrun.access.AccessConfig;
import dev.buildrun.access.Caller;
import dev.buildrun.access.KeyRing;
import dev.buildrun.access.TokenAuthenticator;
import dev.buildrun.access.TokenType;
import dev.buildrun.access.Tokens;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What every plugin of a Backstage backend has below {@code /.backstage/auth/v1}: its public keys, and the cookie with which a browser
 * reads pages that it can't send a header for.
 */
public final class PluginAuthRoutes {
    private static final String COOKIE = "backstage-auth";
    private static final Duration GOOD_ENOUGH = Duration.ofMinutes(5);
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final KeyRing keys;
    private final Tokens tokens;
    private final Clock clock;
    private final String cookieScope;

    public PluginAuthRoutes(AccessConfig config, KeyRing keys, Tokens tokens, Clock clock) {
        this.keys = keys;
        this.tokens = tokens;
        this.clock = clock;
        this.cookieScope = "; Domain=" + config.baseUrl().getHost() + "; Path=/" + crossSite(config.baseUrl());
    }

    /** Browsers take a cookie for another site's page only over TLS, or from the machine itself. */
    private static String crossSite(URI baseUrl) {
        var secure = baseUrl.getScheme().equals("https") || baseUrl.getHost().equals("localhost");
        return "; HttpOnly; Priority=High" + (secure ? "; Secure; SameSite=None" : "; SameSite=Lax");
    }

    /** The routes as a mount beside the plugin's own. */
    public Mount mount(String pluginId) {
        return Mount.plugin(
                pluginId,
                List.of(
                        keys(),
                        Route.fromMemory("GET", "/.backstage/auth/v1/cookie", this::giveCookie),
                        Route.fromMemory("DELETE", "/.backstage/auth/v1/cookie", _ -> takeCookie())));
    }

    /** The public keys alone, of a plugin that no browser opens without a header. */
    public Mount mountOfKeys(String pluginId) {
        return Mount.plugin(pluginId, List.of(keys()));
    }

    private Route keys() {
        return Route.fromMemory("GET", "/.backstage/auth/v1/jwks.json", _ -> Response.json(keys.jwks()))
                .tokenless();
    }

    private Response giveCookie(Request request) {
        var user = request.caller().requireUser();
        var present = cookie(request).flatMap(tokens::verify).filter(token -> isGoodEnough(token, user));
        if (present.isPresent()) {
            return expiring(present.get().expiresAt(), Map.of("Content-Type", Response.JSON));
        }
        var limited = TokenAuthenticator.bearer(request.header("authorization").orElse(null))
                .flatMap(tokens::limited)
                .orElseThrow(() -> ServiceException.of(
                        ErrorKind.NOT_ALLOWED,
                        "A cookie is given for the token of somebody who signed in, and no other"));
        var expiresAt = limited.expiresAt();
        return expiring(
                expiresAt,
                Map.of(
                        "Content-Type",
                        Response.JSON,
                        "Set-Cookie",
                        COOKIE + "=" + limited.token() + expires(expiresAt)));
    }

    private boolean isGoodEnough(Tokens.Verified token, Caller.User user) {
        return token.type() == TokenType.LIMITED_USER
                && token.subject().equals(user.userEntityRef())
                && Duration.between(clock.instant(), token.expiresAt()).compareTo(GOOD_ENOUGH) > 0;
    }

    private Response takeCookie() {
        return new Response.Complete(
                204, Map.of("Set-Cookie", COOKIE + "=" + expires(Instant.EPOCH)), List.of(), false);
    }

    private String expires(Instant at) {
        return cookieScope + "; Expires=" + DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC));
    }

    private static Response expiring(Instant at, Map<String, String> headers) {
        var body = Json.object().put("expiresAt", ISO.format(at));
        return new Response.Complete(200, headers, List.of(Json.writeBytes(body)), true);
    }

    private static Optional<String> cookie(Request request) {
        return request.header("cookie").stream()
                .flatMap(header -> Arrays.stream(header.split(";", -1)))
                .map(String::trim)
                .filter(pair -> pair.startsWith(COOKIE + "="))
                .map(pair -> pair.substring(COOKIE.length() + 1))
                .findFirst();
    }
}
