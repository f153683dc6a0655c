package dev.buildrun.platform.alert;

import dev.buildrun.database.Tx;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.notification.Notice;
import dev.buildrun.notification.Notifier;
import dev.buildrun.notification.Payload;
import dev.buildrun.notification.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells owners in the portal of the alerts of one message, whether they have a channel or not; what nobody owns, the platform team. */
final class OwnerNotices {
    private static final String ORIGIN = "plugin:buildrun";
    private static final String TOPIC = "alerts";
    private static final int MOST_CHARACTERS = 500;

    /** So many of one team's have a line of their own; a storm must not fill everybody's page. */
    private static final int MOST_LINES = 10;

    private final TreeMap<List<String>, List<Told>> byAudience = new TreeMap<>(Comparator.comparing(List::toString));

    private record Told(Alert alert, boolean isFiring) {}

    /** @param platformTeams whom it concerns where it is of nobody; empty where there is none */
    void add(Alert alert, boolean isFiring, List<String> platformTeams) {
        var owner = alert.route().owner();
        var audience = owner == null ? platformTeams : List.of(owner);
        if (!audience.isEmpty()) {
            byAudience.computeIfAbsent(audience, _ -> new ArrayList<>()).add(new Told(alert, isFiring));
        }
    }

    void tell(Tx tx, Notifier notifier) {
        byAudience.forEach((audience, all) -> {
            var lines = all.subList(0, Math.min(MOST_LINES, all.size()));
            lines.forEach(told -> notifier.tell(tx, Notice.to(audience, ORIGIN, payload(told))));
            if (all.size() > lines.size()) {
                notifier.tell(tx, Notice.to(audience, ORIGIN, more(all.size() - lines.size())));
            }
        });
    }

    private static Payload more(int count) {
        return Payload.of(count + " more alerts came with these")
                .severity(Severity.HIGH)
                .topic(TOPIC)
                .scope("alerts:" + UUID.randomUUID());
    }

    /** The end takes the place of the beginning. */
    private static Payload payload(Told told) {
        var alert = told.alert();
        var component = alert.route().component();
        var of = component == null ? "" : " of " + EntityRef.parse(component).name();
        return Payload.of(cut(alert.notice().name() + of + (told.isFiring() ? " fires" : " is over")))
                .description(alert.summary() == null ? null : cut(alert.summary()))
                .link(page(component))
                .severity(told.isFiring() ? severity(alert.severity()) : Severity.LOW)
                .topic(TOPIC)
                .scope("alert:" + alert.id());
    }

    private static @Nullable String page(@Nullable String component) {
        if (component == null) {
            return null;
        }
        var ref = EntityRef.parse(component);
        return "/catalog/" + ref.namespace() + "/" + ref.kind() + "/" + ref.name() + "/environments";
    }

    private static Severity severity(@Nullable String label) {
        return switch (label == null ? "" : label.toLowerCase(Locale.ROOT)) {
            case "critical", "page", "emergency" -> Severity.CRITICAL;
            case "info", "none", "debug" -> Severity.LOW;
            case "warning", "notice" -> Severity.NORMAL;
            default -> Severity.HIGH;
        };
    }

    private static String cut(String text) {
        var clean = text.replace("\0", "");
        return clean.length() <= MOST_CHARACTERS ? clean : clean.substring(0, MOST_CHARACTERS);
    }
}
