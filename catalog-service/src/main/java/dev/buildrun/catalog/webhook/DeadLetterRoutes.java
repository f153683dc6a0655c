package dev.buildrun.catalog.webhook;

import dev.buildrun.audit.AuditStore;
import dev.buildrun.catalog.webhook.DeliveryStore.DeadLetter;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What became of deliveries, and what is to be done with those that failed for good. The caller has been let in before. */
final class DeadLetterRoutes {
    private static final int PAGE = 100;

    private final WebhookDelivery.Parts parts;
    private final Database database;
    private final DeliveryStore store;
    private final AuditStore audit = new AuditStore();
    private final WebhookStore webhooks = new WebhookStore();

    DeadLetterRoutes(WebhookDelivery.Parts parts) {
        this.parts = parts;
        this.database = parts.database();
        this.store = parts.store();
    }

    Response deliveries(Webhook webhook) {
        var body = Json.object();
        var items = body.putArray("items");
        database.inTransaction(tx -> store.deliveries(tx, webhook.id()))
                .forEach(delivery -> items.add(WebhookJson.of(delivery)));
        return Response.json(body);
    }

    Response list(Request request, Webhook webhook) {
        var after = request.query()
                .only("after")
                .first("after")
                .map(DeadLetterRoutes::position)
                .orElse(-1L);
        var body = Json.object();
        var items = body.putArray("items");
        database.inTransaction(tx -> store.deadLetters(tx, webhook.id(), after, PAGE))
                .forEach(letter -> items.add(WebhookJson.of(letter)));
        return Response.json(body);
    }

    private static long position(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw ServiceException.input("Expected the position of a dead letter, found '" + text + "'");
        }
        return Long.parseLong(text);
    }

    /** Sends it once, now, whether or not the webhook is enabled. It stays where it is when that fails. */
    Response resend(Request request, Webhook webhook) {
        request.query().only();
        var letter = letter(request, webhook);
        var message = new Message(letter.messageId(), letter.position(), (ObjectNode) Json.read(letter.event()));
        var result = send(webhook, message);
        database.transact(tx -> {
            store.remember(tx, webhook.id(), message, letter.attempts() + 1, result);
            if (result.isGood()) {
                store.drop(tx, webhook.id(), letter.position());
            } else {
                store.failedAgain(tx, webhook.id(), letter.position(), result);
            }
            note(tx, request, "webhook.resend", webhook, letter.position());
        });
        return Response.json(Json.object()
                .put("delivered", result.isGood())
                .put("status", result.status())
                .put("millis", result.took().toMillis())
                .put("error", result.error()));
    }

    private Attempt send(Webhook webhook, Message message) {
        var sealed = database.inTransaction(tx -> webhooks.sealedSecret(tx, webhook.id()));
        var key = parts.seal()
                .open(webhook.id(), sealed)
                .orElseThrow(() -> ServiceException.of(
                        ErrorKind.INTERNAL,
                        "The secret was encrypted with another key than this service has; give the webhook a new one"));
        try {
            return parts.sending().send(webhook.terms().url(), webhook.terms().mode(), key, message);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "Service is shutting down", exception);
        }
    }

    private DeadLetter letter(Request request, Webhook webhook) {
        var position = position(request.pathParameter("position"));
        return database.inTransaction(tx -> store.deadLetter(tx, webhook.id(), position))
                .orElseThrow(() -> notFound(position));
    }

    private static ServiceException notFound(long position) {
        return ServiceException.notFound("No dead letter at position " + position);
    }

    Response drop(Request request, Webhook webhook) {
        request.query().only();
        var position = position(request.pathParameter("position"));
        database.transact(tx -> {
            if (!store.drop(tx, webhook.id(), position)) {
                throw notFound(position);
            }
            note(tx, request, "webhook.drop", webhook, position);
        });
        return Response.empty(204);
    }

    private void note(Tx tx, Request request, String action, Webhook webhook, long position) {
        var what = "webhook:" + webhook.id() + "/" + position;
        audit.writeNow(tx, request.caller().actor(), action, what, List.of());
    }
}
