package dev.buildrun.platform.event;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.notification.Notice;
import dev.buildrun.notification.Payload;
import dev.buildrun.notification.Severity;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What people are told of events, each those whom it concerns. */
final class EventNotices {
    private static final String ORIGIN = "plugin:buildrun";
    private static final int MOST_CHARACTERS = 500;
    private static final int SOON_IN_DAYS = 3;

    private EventNotices() {}

    /** Empty for what only programs follow, and for what concerns a group that nobody knows. */
    static Optional<Notice> of(PlatformEvent event) {
        return payload(event)
                .flatMap(payload -> event.audience() == null
                        ? toEverybody(event, payload)
                        : Optional.of(Notice.to(List.of(event.audience()), ORIGIN, payload)));
    }

    /** What has no owner has nobody to be told; only a version of the contract concerns all. */
    private static Optional<Notice> toEverybody(PlatformEvent event, Payload payload) {
        return event.type().equals(EventTypes.CONTRACT_PUBLISHED)
                ? Optional.of(Notice.toEverybody(ORIGIN, payload))
                : Optional.empty();
    }

    private static Optional<Payload> payload(PlatformEvent event) {
        var about = name(event.subject());
        var data = event.data();
        return Optional.ofNullable(
                switch (event.type()) {
                    case EventTypes.WAIVER_REQUESTED ->
                        waiver(event, "A waiver of " + rule(data) + " is asked for by " + about)
                                .description(text(data, "reason"))
                                .link("/approvals")
                                .severity(Severity.HIGH);
                    case EventTypes.WAIVER_APPROVED ->
                        waiver(event, about + " need not keep " + rule(data) + " until " + day(data));
                    case EventTypes.WAIVER_DENIED ->
                        waiver(event, "The waiver of " + rule(data) + " for " + about + " is denied");
                    case EventTypes.WAIVER_REMINDER -> reminder(event, about);
                    case EventTypes.WAIVER_LAPSED ->
                        waiver(event, "The waiver of " + rule(data) + " for " + about + " has lapsed")
                                .description("The rule counts again")
                                .severity(Severity.HIGH);
                    case EventTypes.CONTRACT_DEPRECATED ->
                        single(event, "contracts", about + " is on contract " + text(data, "contract") + ", which ends")
                                .description("It is deprecated, with its sunset on " + text(data, "sunsetAt"))
                                .link(tab(event.subject(), "conformance"))
                                .severity(Severity.HIGH);
                    case EventTypes.CONTRACT_PUBLISHED ->
                        single(event, "contracts", "The platform has a new contract, " + text(data, "contract"))
                                .link("/platform")
                                .severity(Severity.LOW);
                    case EventTypes.CONTRACT_REFUSED ->
                        single(event, "contracts", "A change of contract " + text(data, "contract") + " has no effect")
                                .description(cut(data.path("problems").path(0).asString("")))
                                .link("/platform")
                                .severity(Severity.HIGH);
                    case EventTypes.BREAK_GLASS_OPENED ->
                        single(event, "break-glass", text(data, "requestedBy") + " may write in " + about(event))
                                .description(text(data, "reason") + " (until " + text(data, "expiresAt") + ")")
                                .severity(Severity.HIGH);
                    case EventTypes.BREAK_GLASS_ENDED ->
                        single(
                                event,
                                "break-glass",
                                text(data, "requestedBy") + " may not write any more in " + about(event));
                    case EventTypes.PROMOTION_CANDIDATE ->
                        single(event, "radar", data.path("teams").size() + " teams run " + text(data, "technology"))
                                .description("The platform might offer it")
                                .link("/platform")
                                .severity(Severity.LOW);
                    default -> event.type().startsWith(EventTypes.TRANSFER) ? transfer(event, about) : null;
                });
    }

    /** One line for each waiver: what is told later takes the place of what was told before. */
    private static Payload waiver(PlatformEvent event, String title) {
        return Payload.of(cut(title))
                .link(tab(event.subject(), "conformance"))
                .topic("waivers")
                .scope("waiver:" + text(event.data(), "waiver"));
    }

    private static Payload reminder(PlatformEvent event, String about) {
        var left = event.data().path("daysLeft").asInt(0);
        return waiver(
                        event,
                        "The waiver of " + rule(event.data()) + " for " + about + " ends in " + left
                                + (left == 1 ? " day" : " days"))
                .description("After that the rule counts again")
                .severity(left <= SOON_IN_DAYS ? Severity.HIGH : Severity.NORMAL);
    }

    private static Payload transfer(PlatformEvent event, String about) {
        var step = event.type().substring(EventTypes.TRANSFER.length());
        var isOffered = event.type().equals(EventTypes.TRANSFER_PROPOSED);
        var from = name(text(event.data(), "from"));
        var to = name(text(event.data(), "to"));
        return single(
                        event,
                        "transfers",
                        isOffered
                                ? from + " offers you " + about
                                : "The transfer of " + about + " from " + from + " to " + to + " is " + step)
                .description(text(event.data(), "reason"))
                .link(isOffered ? "/approvals" : page(event.subject()))
                .severity(isOffered ? Severity.HIGH : Severity.NORMAL);
    }

    private static Payload single(PlatformEvent event, String topic, String title) {
        return Payload.of(cut(title)).link(page(event.subject())).topic(topic).scope(event.key());
    }

    private static String about(PlatformEvent event) {
        return name(event.subject()) + " in " + text(event.data(), "environment");
    }

    private static String rule(JsonNode data) {
        return text(data, "rule") + (data.has("environment") ? " in " + text(data, "environment") : "");
    }

    private static String day(JsonNode data) {
        return text(data, "expiresAt").replaceFirst("T.*", "");
    }

    private static String text(JsonNode data, String key) {
        return cut(data.path(key).asString(""));
    }

    private static String name(String ref) {
        return parsed(ref).map(EntityRef::name).orElse(ref);
    }

    /** Of an entity in the portal. */
    private static String page(String ref) {
        return parsed(ref)
                .map(found -> "/catalog/" + found.namespace() + "/" + found.kind() + "/" + found.name())
                .orElse("/");
    }

    private static String tab(String ref, String tab) {
        return page(ref) + "/" + tab;
    }

    private static Optional<EntityRef> parsed(String ref) {
        try {
            return Optional.of(EntityRef.parse(ref));
        } catch (ServiceException _) {
            return Optional.empty();
        }
    }

    /** As the database takes it: what is told must not keep what it is told of from happening. */
    private static String cut(String text) {
        var clean = text.replace("\0", "");
        return clean.length() <= MOST_CHARACTERS ? clean : clean.substring(0, MOST_CHARACTERS);
    }
}
