package dev.buildrun.catalog.webhook;

import dev.buildrun.catalog.webhook.DeliveryStore.DeadLetter;
import dev.buildrun.catalog.webhook.DeliveryStore.Delivery;
import dev.buildrun.json.Json;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What the wire says of webhooks. */
final class WebhookJson {
    private WebhookJson() {}

    static ObjectNode of(Webhook webhook) {
        var terms = webhook.terms();
        var standing = webhook.standing();
        var json = Json.object()
                .put("id", webhook.id().toString())
                .put("url", terms.url())
                .put("description", terms.description());
        terms.filters().forEach(json.putArray("filter")::add);
        terms.types().forEach(json.putArray("types")::add);
        json.put("body", terms.withBody())
                .put("mode", terms.mode().name().toLowerCase(Locale.ROOT))
                .put("enabled", webhook.isEnabled())
                .put("status", status(webhook))
                .put("createdBy", webhook.owner().actor())
                .put("createdAt", webhook.createdAt().toString())
                .put("changedAt", webhook.changedAt().toString())
                .put("position", standing.position())
                .put("attempts", standing.attempts())
                .put("deadLetters", standing.deadLetters());
        put(json, "succeededAt", standing.succeededAt());
        put(json, "failingSince", standing.failingSince());
        if (standing.lastError() != null) {
            json.put("lastError", standing.lastError());
        }
        var pause = standing.pause();
        if (pause != null) {
            json.putObject("paused").put("at", pause.at().toString()).put("why", pause.why());
        }
        return json;
    }

    private static String status(Webhook webhook) {
        if (!webhook.isEnabled()) {
            return "disabled";
        }
        if (webhook.standing().pause() != null) {
            return "paused";
        }
        return webhook.standing().failingSince() == null ? "active" : "failing";
    }

    private static void put(ObjectNode json, String key, @Nullable Instant time) {
        if (time != null) {
            json.put(key, time.toString());
        }
    }

    static ObjectNode of(Delivery delivery) {
        return Json.object()
                .put("messageId", delivery.messageId())
                .put("type", delivery.type())
                .put("subject", delivery.subject())
                .put("position", delivery.position())
                .put("attempt", delivery.attempt())
                .put("at", delivery.at().toString())
                .put("status", delivery.status())
                .put("millis", delivery.millis())
                .put("error", delivery.error());
    }

    static ObjectNode of(DeadLetter letter) {
        var json = Json.object()
                .put("position", letter.position())
                .put("messageId", letter.messageId())
                .put("type", letter.type())
                .put("subject", letter.subject())
                .put("attempts", letter.attempts())
                .put("error", letter.error())
                .put("at", letter.at().toString());
        json.set("event", Json.read(letter.event()));
        return json;
    }
}
