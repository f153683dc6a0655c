package dev.buildrun.access.http;

import dev.buildrun.access.AccessConfig;
import dev.buildrun.access.Caller;
import dev.buildrun.access.KeyRing;
import dev.buildrun.access.Ownership;
import dev.buildrun.access.Tokens;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/auth}: the guest's sign-in, the public keys, and what a token's user owns. Everything here is open. */
public final class AuthRoutes {
    private final AccessConfig config;
    private final Tokens tokens;
    private final KeyRing keys;
    private final Ownership ownership;

    public AuthRoutes(AccessConfig config, Tokens tokens, KeyRing keys, Ownership ownership) {
        this.config = config;
        this.tokens = tokens;
        this.keys = keys;
        this.ownership = ownership;
    }

    public Mount mount() {
        return Mount.plugin(
                "auth",
                List.of(
                        Route.fromMemory("GET", "/.well-known/jwks.json", _ -> Response.json(keys.jwks()))
                                .open(),
                        Route.fromMemory("GET", "/.well-known/openid-configuration", _ -> openidConfiguration())
                                .open(),
                        Route.fromMemory("GET", "/v1/userinfo", this::userinfo).open(),
                        // Signing costs more than an event loop should spend on one request.
                        Route.blocking("GET", "/guest/refresh", this::guestRefresh)
                                .open(),
                        Route.blocking("POST", "/guest/refresh", this::guestRefresh)
                                .open(),
                        Route.fromMemory("GET", "/guest/start", this::guestHasNoPage)
                                .open(),
                        Route.fromMemory("GET", "/guest/handler/frame", this::guestHasNoPage)
                                .open(),
                        Route.fromMemory("POST", "/guest/handler/frame", this::guestHasNoPage)
                                .open(),
                        Route.fromMemory("GET", "/:provider/*", AuthRoutes::unknownProvider)
                                .open(),
                        Route.fromMemory("POST", "/:provider/*", AuthRoutes::unknownProvider)
                                .open()));
    }

    private Response guestRefresh(Request request) {
        var user = guest().userEntityRef();
        var identity = Json.object().put("type", "user").put("userEntityRef", user);
        var refs = identity.putArray("ownershipEntityRefs");
        ownership.refsOf(user).forEach(refs::add);
        var body = Json.object();
        body.putObject("profile");
        body.putObject("backstageIdentity")
                .put("token", tokens.forUser(user))
                .put("expiresInSeconds", config.tokenLifetime().toSeconds())
                .set("identity", identity);
        return Response.json(body);
    }

    private AccessConfig.Guest guest() {
        var guest = config.guest();
        if (guest == null) {
            throw unknownProvider("guest");
        }
        if (!config.isGuestAllowed()) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED,
                    "Guests may sign in during development only. To let everybody in without a password elsewhere too, set"
                            + " auth.providers.guest.dangerouslyAllowOutsideDevelopment");
        }
        return guest;
    }

    private Response guestHasNoPage(Request request) {
        if (config.guest() == null) {
            throw unknownProvider("guest");
        }
        throw ServiceException.of(ErrorKind.NOT_IMPLEMENTED, "Not implemented");
    }

    private static Response unknownProvider(Request request) {
        throw unknownProvider(request.pathParameter("provider"));
    }

    private static ServiceException unknownProvider(String provider) {
        return ServiceException.notFound("Unknown auth provider '" + provider + "'");
    }

    private Response userinfo(Request request) {
        return switch (request.caller()) {
            case Caller.Anonymous _ -> throw ServiceException.of(ErrorKind.AUTHENTICATION, "No token provided");
            case Caller.Service _ ->
                throw ServiceException.input("Expected the token of a user, found that of a service");
            case Caller.User user -> {
                var claims = Json.object().put("sub", user.userEntityRef());
                user.ownershipRefs().forEach(claims.putArray("ent")::add);
                var body = Json.object();
                body.set("claims", claims);
                yield Response.json(body);
            }
        };
    }

    private Response openidConfiguration() {
        var issuer = config.issuer();
        var body = Json.object()
                .put("issuer", issuer)
                .put("token_endpoint", issuer + "/v1/token")
                .put("userinfo_endpoint", issuer + "/v1/userinfo")
                .put("jwks_uri", issuer + "/.well-known/jwks.json");
        put(body, "response_types_supported", "code", "id_token");
        put(body, "subject_types_supported", "public");
        put(
                body,
                "id_token_signing_alg_values_supported",
                "RS256",
                "RS384",
                "RS512",
                "ES256",
                "ES384",
                "ES512",
                "PS256",
                "PS384",
                "PS512",
                "EdDSA");
        put(body, "scopes_supported", "openid");
        put(body, "token_endpoint_auth_methods_supported", "client_secret_basic", "client_secret_post");
        put(body, "claims_supported", "sub", "ent");
        put(body, "grant_types_supported", "authorization_code");
        body.put("authorization_endpoint", issuer + "/v1/authorize");
        put(body, "code_challenge_methods_supported", "S256", "plain");
        return Response.json(body);
    }

    private static void put(ObjectNode body, String name, String... values) {
        var array = body.putArray(name);
        List.of(values).forEach(array::add);
    }
}
