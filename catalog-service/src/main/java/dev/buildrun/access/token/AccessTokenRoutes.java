package dev.buildrun.access.token;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Criteria;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.access.Scope;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/buildrun/tokens}: people make tokens for themselves, and those who may, for programs. */
public final class AccessTokenRoutes {
    /** To make tokens for programs and to revoke those of others; without an action, so that no rule for actions lets everybody. */
    static final Permission ADMINISTER = new Permission("buildrun.token.administer", null, null);

    private static final int MAX_PERMISSIONS = 100;
    private static final int MAX_NAME = 200;
    private static final int DEFAULT_DAYS = 90;
    private static final int MAX_DAYS = 366;
    private static final Pattern PERMISSION = Pattern.compile("[a-z][a-zA-Z0-9.-]{0,199}\\*?|\\*");
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    private final AccessTokens tokens;
    private final PermissionPolicy policy;
    private final Consumer<Criteria> check;
    private final Runnable forget;

    /**
     * Puts the parts together.
     *
     * @param check throws for criteria that say nothing of entities
     * @param forget is run when a token was revoked
     */
    public AccessTokenRoutes(AccessTokens tokens, PermissionPolicy policy, Consumer<Criteria> check, Runnable forget) {
        this.tokens = tokens;
        this.policy = policy;
        this.check = check;
        this.forget = forget;
    }

    public List<Route> routes() {
        return List.of(
                Route.blocking("GET", "/tokens", this::list),
                Route.blocking("POST", "/tokens", this::create),
                Route.blocking("DELETE", "/tokens/:id", this::revoke));
    }

    private Response list(Request request) {
        request.query().only();
        var user = person(request.caller());
        var body = Json.object();
        var items = body.putArray("items");
        tokens.of(user.userEntityRef()).forEach(token -> items.add(json(token)));
        return Response.json(body);
    }

    /** With a token that is good for some things only one could otherwise make one that is good for more. */
    private static Caller.User person(Caller caller) {
        var user = caller.requireUser();
        if (!user.scope().isAll()) {
            throw ServiceException.notAllowed();
        }
        return user;
    }

    private Response create(Request request) {
        request.query().only();
        var user = person(request.caller());
        var body = request.json();
        refuseOthers(body);
        var service = body.path("service").asString(null);
        if (service != null) {
            requireAdministration(user, service);
        }
        var created = tokens.create(
                new AccessTokens.Wish(
                        name(body),
                        service == null ? user.userEntityRef() : "service:" + service,
                        service == null,
                        new Scope(permissions(body), null, entities(body.path("entities"))),
                        lifetime(body.path("expiresInDays"))),
                user.userEntityRef());
        return Response.json(201, json(created.token()).put("token", created.secret()))
                .with("Cache-Control", "no-store");
    }

    private void requireAdministration(Caller caller, String service) {
        if (!SERVICE.matcher(service).matches()) {
            throw ServiceException.input("service: expected a name such as deploy-bot, found \"" + service + "\"");
        }
        if (!mayAdminister(caller)) {
            throw ServiceException.notAllowed();
        }
    }

    private boolean mayAdminister(Caller caller) {
        return policy.decide(caller, ADMINISTER, null).equals(Decision.ALLOW);
    }

    private static void refuseOthers(JsonNode body) {
        for (var key : body.propertyNames()) {
            if (!List.of("name", "permissions", "entities", "expiresInDays", "service")
                    .contains(key)) {
                throw ServiceException.input(key + ": expected name, permissions, entities, expiresInDays or service");
            }
        }
    }

    private static String name(JsonNode body) {
        var name = body.path("name").asString("").strip();
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw ServiceException.input("name: expected 1 to " + MAX_NAME + " characters");
        }
        return name;
    }

    private static List<String> permissions(JsonNode body) {
        var list = body.path("permissions");
        if (!list.isArray() || list.isEmpty() || list.size() > MAX_PERMISSIONS) {
            throw ServiceException.input("permissions: expected a list of 1 to " + MAX_PERMISSIONS + " permissions");
        }
        return list.valueStream().map(AccessTokenRoutes::permission).toList();
    }

    private static String permission(JsonNode node) {
        if (!PERMISSION.matcher(node.asString("")).matches()) {
            throw ServiceException.input(
                    "permissions: expected names such as catalog.entity.read or catalog.*, found " + node);
        }
        return node.asString();
    }

    private @Nullable Criteria entities(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        var criteria = Criteria.parse(node, "entities");
        check.accept(criteria);
        return criteria;
    }

    private static Duration lifetime(JsonNode days) {
        var count = days.isMissingNode() ? DEFAULT_DAYS : days.asInt(0);
        if (count < 1 || count > MAX_DAYS) {
            throw ServiceException.input("expiresInDays: expected 1 to " + MAX_DAYS + ", found " + days);
        }
        return Duration.ofDays(count);
    }

    private Response revoke(Request request) {
        request.query().only();
        var user = person(request.caller());
        tokens.revoke(id(request.pathParameter("id")), user.userEntityRef(), mayAdminister(user));
        forget.run();
        return Response.empty(204);
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw ServiceException.notFound("No token " + text);
        }
    }

    private static ObjectNode json(AccessToken token) {
        var json = Json.object()
                .put("id", token.id().toString())
                .put("name", token.name())
                .put("prefix", token.prefix())
                .put("subject", token.subject())
                .put("createdAt", token.times().createdAt().toString())
                .put("expiresAt", token.times().expiresAt().toString());
        if (token.times().revokedAt() != null) {
            json.put("revokedAt", token.times().revokedAt().toString());
        }
        if (token.times().lastUsedAt() != null) {
            json.put("lastUsedAt", token.times().lastUsedAt().toString());
        }
        var permissions = json.putArray("permissions");
        var names = token.scope().permissions();
        (names == null ? List.<String>of() : names).forEach(permissions::add);
        if (token.scope().entities() != null) {
            json.set("entities", token.scope().entities().json("catalog-entity"));
        }
        return json;
    }
}
