package dev.buildrun.notification.http;

import dev.buildrun.access.Caller;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.notification.Notifications;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code /api/notifications}. Users see what is theirs; programs tell. The short paths are those of earlier versions. */
public final class NotificationRoutes {
    private static final int MOST_IDS = 1_000;

    private final Notifications notifications;

    public NotificationRoutes(Notifications notifications) {
        this.notifications = notifications;
    }

    public Mount mount() {
        return Mount.plugin(
                "notifications",
                List.of(
                        Route.blocking("GET", "", this::list),
                        Route.blocking("POST", "", this::send),
                        Route.blocking("GET", "/notifications", this::list),
                        Route.blocking("POST", "/notifications", this::send),
                        Route.blocking("POST", "/update", this::update),
                        Route.blocking("POST", "/notifications/update", this::update),
                        Route.blocking("GET", "/status", this::status),
                        Route.blocking("GET", "/settings", this::settings),
                        Route.blocking("POST", "/settings", this::saveSettings),
                        Route.blocking("GET", "/topics", this::topics),
                        Route.blocking("GET", "/:id", this::get),
                        Route.blocking("GET", "/notifications/:id", this::get)));
    }

    private static String user(Request request) {
        return request.caller().requireUser().userEntityRef();
    }

    private Response list(Request request) {
        var query = ListParameters.of(user(request), request.query(), Notifications.sortable());
        var page = notifications.list(query);
        var body = Json.object().put("totalCount", page.total());
        body.set("notifications", NotificationJson.of(page.notifications()));
        return Response.json(body);
    }

    private Response status(Request request) {
        var user = user(request);
        request.query().only();
        var status = notifications.status(user);
        return Response.json(Json.object().put("unread", status.unread()).put("read", status.read()));
    }

    private Response topics(Request request) {
        var user = user(request);
        var body = Json.object();
        var topics = body.putArray("topics");
        notifications.topics(user, ListParameters.ofTopics(request.query())).forEach(topics::add);
        return Response.json(body);
    }

    private Response get(Request request) {
        var user = user(request);
        request.query().only();
        return uuid(request.pathParameter("id"))
                .flatMap(id -> notifications.find(user, id))
                .map(found -> Response.json(NotificationJson.of(found)))
                .orElseThrow(() -> ServiceException.notFound("Not found"));
    }

    private Response update(Request request) {
        var user = user(request);
        request.query().only();
        var body = request.json();
        var updated = notifications.update(user, ids(body.path("ids")), flag(body, "read"), flag(body, "saved"));
        return Response.json(NotificationJson.of(updated));
    }

    /** What is no UUID is the id of no notification. */
    private static Set<UUID> ids(JsonNode list) {
        if (!list.isArray() || list.size() > MOST_IDS) {
            throw ServiceException.input("request/body/ids: expected an array of at most " + MOST_IDS + " ids");
        }
        var ids = new LinkedHashSet<UUID>();
        list.forEach(id -> uuid(id.asString("")).ifPresent(ids::add));
        return ids;
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static @Nullable Boolean flag(JsonNode body, String name) {
        var value = body.path(name);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isBoolean()) {
            throw ServiceException.input("request/body/" + name + " must be boolean");
        }
        return value.booleanValue();
    }

    private Response settings(Request request) {
        var user = user(request);
        request.query().only();
        return Response.json(NotificationJson.settings(notifications.settings(user)));
    }

    private Response saveSettings(Request request) {
        var user = user(request);
        request.query().only();
        notifications.saveSettings(user, SettingsRequest.settings(request.json()));
        return Response.json(NotificationJson.settings(notifications.settings(user)));
    }

    private Response send(Request request) {
        var origin = origin(request.caller());
        request.query().only();
        var notice = SendRequest.notice(origin, request.json());
        return Response.json(NotificationJson.of(notifications.send(notice)));
    }

    private static String origin(Caller caller) {
        return switch (caller) {
            case Caller.Service service -> service.subject();
            case Caller.User _ -> throw notAccepted("user");
            case Caller.Anonymous _ -> throw notAccepted("none");
        };
    }

    private static ServiceException notAccepted(String kind) {
        return ServiceException.of(ErrorKind.NOT_ALLOWED, "This endpoint does not allow '" + kind + "' credentials");
    }
}
