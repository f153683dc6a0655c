package dev.buildrun.platform.alert;

import dev.buildrun.json.Json;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Alerts as the API and the channels show them. */
final class AlertJson {
    private AlertJson() {}

    static ObjectNode of(Alert alert) {
        var notice = alert.notice();
        var route = alert.route();
        var json = Json.object()
                .put("id", alert.id().toString())
                .put("fingerprint", notice.fingerprint())
                .put("status", notice.isFiring() ? "firing" : "resolved")
                .put("name", notice.name())
                .put("severity", alert.severity())
                .put("summary", alert.summary());
        json.set("labels", AlertStore.json(notice.labels()));
        json.set("annotations", AlertStore.json(notice.annotations()));
        json.put("startsAt", notice.startsAt().toString())
                .put("endsAt", notice.endsAt() == null ? null : notice.endsAt().toString())
                .put("generatorUrl", notice.generatorUrl())
                .put("component", route.component())
                .put("owner", route.owner())
                .put("routedTo", route.to().name().toLowerCase(Locale.ROOT))
                .put("note", route.note())
                .put("channel", route.channel())
                .put("receivedAt", alert.receivedAt().toString());
        json.putObject("onCall").put("who", route.onCall()).put("of", route.onCallOf());
        if (alert.acknowledgedAt() == null) {
            json.putNull("acknowledged");
        } else {
            json.putObject("acknowledged")
                    .put("by", alert.acknowledgedBy())
                    .put("at", alert.acknowledgedAt().toString())
                    .put("comment", alert.comment());
        }
        return json;
    }

    static ObjectNode of(Alerts.Told told) {
        var json = of(told.alert());
        var list = json.putArray("deliveries");
        told.deliveries().forEach(delivery -> list.add(of(delivery)));
        return json;
    }

    static ObjectNode of(ChannelStore.Delivery delivery) {
        return Json.object()
                .put("number", delivery.id())
                .put("alert", delivery.alertId().toString())
                .put("event", delivery.event())
                .put("channel", delivery.channel())
                .put("status", delivery.status())
                .put("attempts", delivery.attempts())
                .put("error", delivery.lastError())
                .put(
                        "doneAt",
                        delivery.doneAt() == null ? null : delivery.doneAt().toString());
    }

    /** For channels that show a line of text and nothing else. */
    static String line(Alert alert, String event) {
        var route = alert.route();
        var line = new StringBuilder(event.toUpperCase(Locale.ROOT))
                .append(": ")
                .append(alert.notice().name());
        if (route.component() != null) {
            line.append(" · ").append(route.component());
        }
        if (alert.summary() != null) {
            line.append(" · ").append(alert.summary());
        }
        if (route.onCall() != null) {
            line.append(" · on call: ").append(route.onCall());
        }
        return line.toString();
    }
}
