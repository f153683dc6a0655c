package dev.buildrun.catalog.webhook;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.audit.AuditStore;
import dev.buildrun.catalog.feed.FeedTail;
import dev.buildrun.catalog.feed.Sight;
import dev.buildrun.catalog.log.LoggedPage;
import dev.buildrun.catalog.webhook.Webhook.Owner;
import dev.buildrun.database.Database;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.seal.Seal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code /webhooks}: who is told of changes, and how that goes. */
final class WebhookRoutes {
    private static final Permission READ = new Permission("buildrun.webhook.read", "read", null);
    private static final Permission WRITE = new Permission("buildrun.webhook.write", "update", null);

    private final Database database;
    private final WebhookStore store = new WebhookStore();
    private final PermissionPolicy policy;
    private final WebhookConfig config;
    private final Targets targets;
    private final FeedTail tail;
    private final Seal seal;
    private final Sight.Rights rights;
    private final DeadLetterRoutes deadLetters;

    WebhookRoutes(WebhookDelivery.Parts parts, PermissionPolicy policy, WebhookConfig config, Targets targets) {
        this.database = parts.database();
        this.policy = policy;
        this.config = config;
        this.targets = targets;
        this.tail = parts.tail();
        this.seal = parts.seal();
        this.rights = parts.rights();
        this.deadLetters = new DeadLetterRoutes(parts);
    }

    List<Route> routes() {
        var one = "/webhooks/:id";
        var letter = one + "/dead-letters/:position";
        return List.of(
                Route.blocking("GET", "/webhooks", this::list),
                Route.blocking("POST", "/webhooks", this::create),
                Route.blocking("GET", one, this::get),
                Route.blocking("PATCH", one, this::change),
                Route.blocking("DELETE", one, this::delete),
                Route.blocking("GET", one + "/deliveries", request -> deadLetters.deliveries(read(request))),
                Route.blocking("GET", one + "/dead-letters", request -> deadLetters.list(request, read(request))),
                Route.blocking("POST", letter + "/resend", request -> deadLetters.resend(request, write(request))),
                Route.blocking("DELETE", letter, request -> deadLetters.drop(request, write(request))));
    }

    private Response list(Request request) {
        request.query().only();
        require(request.caller(), READ);
        var body = Json.object();
        var items = body.putArray("items");
        database.inTransaction(store::list).stream()
                .filter(webhook -> isFor(request.caller(), webhook))
                .forEach(webhook -> items.add(WebhookJson.of(webhook)));
        return Response.json(body);
    }

    private Response create(Request request) {
        request.query().only();
        require(request.caller(), WRITE);
        var input = WebhookInput.of(request.json(), "enabled", "rotateSecret");
        var terms = input.terms(null);
        targets.check(targets.parse(terms.url()));
        var secret = input.secret().orElseGet(Signature::newSecret);
        var id = UUID.randomUUID();
        var position = input.after().map(this::known).orElseGet(tail::head);
        var webhook = database.inTransaction(tx -> {
            if (store.countLocked(tx) >= config.max()) {
                throw ServiceException.of(
                        ErrorKind.CONFLICT,
                        "Expected at most " + config.max() + " webhooks (buildrun.webhooks.max), found as many");
            }
            store.insert(tx, id, terms, sealed(id, secret), owner(request.caller()), position);
            return store.find(tx, id).orElseThrow();
        });
        return withSecret(201, webhook, secret);
    }

    private long known(long position) {
        if (tail.standing(position) instanceof LoggedPage.Changes) {
            return position;
        }
        throw ServiceException.input(
                "Expected in 'after' a position whose events are kept, up to " + tail.head() + ", found " + position);
    }

    private byte[] sealed(UUID id, String secret) {
        return seal.close(id, Signature.key(secret).orElseThrow());
    }

    /** The receiver is told what its owner may read, so a token that is good for less can have none. */
    private static Owner owner(Caller caller) {
        if (!caller.scope().isAll()) {
            throw ServiceException.notAllowed();
        }
        return new Owner(String.valueOf(caller.actor()), caller instanceof Caller.User);
    }

    private static Response withSecret(int status, Webhook webhook, String secret) {
        return Response.json(status, WebhookJson.of(webhook).put("secret", secret));
    }

    private Response get(Request request) {
        return Response.json(WebhookJson.of(read(request)));
    }

    private Response change(Request request) {
        var before = write(request);
        var input = WebhookInput.of(request.json(), "after");
        var terms = input.terms(before.terms());
        targets.check(targets.parse(terms.url()));
        var rotated = input.flag("rotateSecret").orElse(false)
                ? Optional.of(input.secret().orElseGet(Signature::newSecret))
                : input.secret();
        var id = before.id();
        var after = database.inTransaction(tx -> {
            AuditStore.actAs(tx, request.caller().actor());
            store.update(
                    tx,
                    id,
                    terms,
                    input.flag("enabled").orElse(before.isEnabled()),
                    rotated.map(secret -> sealed(id, secret)).orElse(null));
            return store.find(tx, id);
        });
        var webhook = after.orElseThrow(() -> notFound(id.toString()));
        return rotated.map(secret -> withSecret(200, webhook, secret))
                .orElseGet(() -> Response.json(WebhookJson.of(webhook)));
    }

    private Response delete(Request request) {
        var id = write(request).id();
        database.transact(tx -> {
            AuditStore.actAs(tx, request.caller().actor());
            store.delete(tx, id);
        });
        return Response.empty(204);
    }

    private Webhook read(Request request) {
        return one(request, READ);
    }

    private Webhook write(Request request) {
        return one(request, WRITE);
    }

    private Webhook one(Request request, Permission permission) {
        require(request.caller(), permission);
        var id = request.pathParameter("id");
        return uuid(id).flatMap(uuid -> database.inTransaction(tx -> store.find(tx, uuid)))
                .filter(webhook -> isFor(request.caller(), webhook))
                .orElseThrow(() -> notFound(id));
    }

    /**
     * What its owner may see goes to the receiver and into the dead letters, so one who may see less must neither read these nor name
     * another receiver.
     */
    private boolean isFor(Caller caller, Webhook webhook) {
        return webhook.owner().equals(new Owner(String.valueOf(caller.actor()), caller instanceof Caller.User))
                || rights.of(caller).isLike(Sight.ALL);
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static ServiceException notFound(String id) {
        return ServiceException.notFound("No webhook with the id '" + id + "'");
    }

    /** The addresses of receivers may be secrets by themselves, so who may not manage them may not see them either. */
    private void require(Caller caller, Permission permission) {
        if (!policy.decide(caller, permission, null).equals(Decision.ALLOW)) {
            throw ServiceException.notAllowed();
        }
        if (!config.accepts(caller)) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED,
                    caller.actor() + " may not manage webhooks, expected a caller that stands under"
                            + " buildrun.webhooks.subjects");
        }
    }
}
