package dev.buildrun.platform.alert;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.access.TokenAuthenticator;
import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.platform.alert.AlertRouting.RoutedTo;
import dev.buildrun.platform.page.TimePage;
import dev.buildrun.platform.team.Teams;
import dev.buildrun.work.WakeUp;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** {@code /platform/alerts}: where Alertmanager sends to, and where people look. */
public final class AlertRoutes {
    private static final long MAX_MESSAGE_BYTES = 2 << 20;
    private static final int MOST_COMMENT = 2_000;
    private static final int MOST_DEAD = 200;
    private static final Permission READ = new Permission("buildrun.alert.read", "read", null);
    private static final Permission ACKNOWLEDGE = new Permission("buildrun.alert.acknowledge", "update", null);

    private final Database database;
    private final AlertStore store = new AlertStore();
    private final ChannelStore channels = new ChannelStore();
    private final AuditStore audit = new AuditStore();
    private final Alerts alerts;
    private final Teams teams;
    private final PermissionPolicy policy;
    private final BiPredicate<Caller, String> mayRead;
    private final AlertConfig config;
    private final WakeUp wake;

    /**
     * @param mayRead whether a caller may read the component of a reference
     * @param wake signalled when there is something to tell
     */
    public AlertRoutes(
            Database database,
            Alerts alerts,
            Teams teams,
            PermissionPolicy policy,
            BiPredicate<Caller, String> mayRead,
            AlertConfig config,
            WakeUp wake) {
        this.database = database;
        this.alerts = alerts;
        this.teams = teams;
        this.policy = policy;
        this.mayRead = mayRead;
        this.config = config;
        this.wake = wake;
    }

    public List<Route> routes() {
        var one = "/platform/alerts/:id";
        var dead = "/platform/alert-dead-letters";
        return List.of(
                Route.blocking("POST", "/platform/alerts", this::receive)
                        .tokenless()
                        .accepting(MAX_MESSAGE_BYTES),
                Route.blocking("GET", "/platform/alerts", this::list),
                Route.blocking("GET", one, this::get),
                Route.blocking("POST", one + "/acknowledge", this::acknowledge),
                Route.blocking("GET", dead, this::deadLetters),
                Route.blocking("POST", dead + "/:number/resend", this::resend));
    }

    private Response receive(Request request) {
        requireToken(request);
        request.query().only();
        var taken = alerts.take(AlertmanagerMessage.parse(request.json()));
        return Response.json(Json.object()
                .put("fired", taken.fired())
                .put("resolved", taken.resolved())
                .put("repeated", taken.repeated()));
    }

    private void requireToken(Request request) {
        var expected = config.token();
        if (expected == null) {
            throw ServiceException.of(
                    ErrorKind.AUTHENTICATION, "No alerts are received here: buildrun.platform.alerts.token is not set");
        }
        var given = TokenAuthenticator.bearer(request.header("authorization").orElse(null))
                .orElse("");
        if (!MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
            throw ServiceException.of(
                    ErrorKind.AUTHENTICATION, "Expected the token of buildrun.platform.alerts.token as a bearer token");
        }
    }

    private Response list(Request request) {
        var query = request.query().only("component", "owner", "status", "acknowledged", "routedTo", "cursor", "limit");
        require(request.caller(), READ);
        var page = TimePage.of(query);
        var wanted = wanted(query, request.caller());
        var found = database.inTransaction(tx -> page.shown(
                rows -> store.list(tx, wanted, rows), alert -> isReadable(request.caller(), alert), Alert::place));
        var json = Json.object();
        var items = json.putArray("items");
        found.stream().limit(page.limit()).forEach(alert -> items.add(AlertJson.of(alert)));
        if (found.size() > page.limit()) {
            json.put("nextCursor", found.get(page.limit() - 1).place().cursor());
        }
        return Response.json(json);
    }

    private AlertStore.Wanted wanted(Query query, Caller caller) {
        return new AlertStore.Wanted(
                query.first("component").map(text -> ref(text, "component")).orElse(null),
                query.first("owner").map(text -> ref(text, "group")).orElse(null),
                query.first("status")
                        .map(text ->
                                choice("status", text, "firing", "resolved").equals("firing"))
                        .orElse(null),
                query.first("acknowledged")
                        .map(text ->
                                choice("acknowledged", text, "true", "false").equals("true"))
                        .orElse(null),
                query.first("routedTo")
                        .map(text -> RoutedTo.valueOf(choice("routedTo", text, "owner", "platform", "nobody")
                                .toUpperCase(Locale.ROOT)))
                        .orElse(null),
                owners(caller).orElse(null));
    }

    private static String ref(String text, String kind) {
        return EntityRef.parse(text, kind, EntityRef.DEFAULT_NAMESPACE).toString();
    }

    private static String choice(String name, String text, String... allowed) {
        if (!List.of(allowed).contains(text)) {
            throw ServiceException.input(
                    "request/query/" + name + ": expected one of " + List.of(allowed) + ", found " + text);
        }
        return text;
    }

    /** One that is about no component is about nothing that might be hidden. */
    private boolean isReadable(Caller caller, Alert alert) {
        var component = alert.route().component();
        return component == null || mayRead.test(caller, component);
    }

    /** The owners whose alerts somebody may see; empty for all. */
    private Optional<List<String>> owners(Caller caller) {
        return caller instanceof Caller.User user && !teams.isPlatform(user.ownershipRefs())
                ? Optional.of(user.ownershipRefs())
                : Optional.empty();
    }

    private Response get(Request request) {
        request.query().only();
        require(request.caller(), READ);
        return Response.json(AlertJson.of(visible(request)));
    }

    /** One that somebody may not see is not there. */
    private Alerts.Told visible(Request request) {
        var told = alerts.get(id(request));
        var owners = owners(request.caller());
        var isForOthers = owners.isPresent()
                && !owners.get().contains(told.alert().route().owner());
        if (isForOthers || !isReadable(request.caller(), told.alert())) {
            throw ServiceException.notFound(
                    "No alert with the id '" + told.alert().id() + "'");
        }
        return told;
    }

    private static UUID id(Request request) {
        var text = request.pathParameter("id");
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw ServiceException.notFound("No alert with the id '" + text + "'");
        }
    }

    private Response acknowledge(Request request) {
        request.query().only();
        var comment = comment(request);
        require(request.caller(), ACKNOWLEDGE);
        var user = request.caller().requireUser();
        var alert = visible(request).alert();
        var owner = alert.route().owner();
        var isMine = owner == null
                ? teams.isPlatform(user.ownershipRefs())
                : user.ownershipRefs().contains(owner);
        if (!isMine) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED,
                    user.userEntityRef() + " may not acknowledge this alert: that is for the members of "
                            + (owner == null ? "the platform team, since it has no owner" : owner));
        }
        return Response.json(AlertJson.of(alerts.acknowledge(alert.id(), user.userEntityRef(), comment)));
    }

    private static @Nullable String comment(Request request) {
        if (request.body().bytes().length == 0) {
            return null;
        }
        var comment = request.json().path("comment");
        if (comment.isMissingNode() || comment.isNull()) {
            return null;
        }
        if (!comment.isString() || comment.stringValue().length() > MOST_COMMENT) {
            throw ServiceException.input("Expected in 'comment' a text of at most " + MOST_COMMENT + " characters");
        }
        return comment.stringValue();
    }

    private Response deadLetters(Request request) {
        request.query().only();
        requirePlatform(request, READ);
        var json = Json.object();
        var items = json.putArray("items");
        database.inTransaction(tx -> channels.dead(tx, MOST_DEAD)).forEach(dead -> items.add(AlertJson.of(dead)));
        return Response.json(json);
    }

    private Response resend(Request request) {
        request.query().only();
        requirePlatform(request, ACKNOWLEDGE);
        var text = request.pathParameter("number");
        var number = text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
        var revived = database.inTransaction(tx -> {
                    var found = channels.revive(tx, number);
                    found.ifPresent(each -> audit.writeNow(
                            tx,
                            request.caller().actor(),
                            "alert.resend",
                            "alert:" + each.alertId() + "/" + number,
                            List.of()));
                    return found;
                })
                .orElseThrow(() -> ServiceException.notFound("No dead letter with the number '" + text + "'"));
        wake.signal();
        return Response.json(AlertJson.of(revived));
    }

    private void requirePlatform(Request request, Permission permission) {
        require(request.caller(), permission);
        if (!teams.isPlatform(request.caller().requireUser().ownershipRefs())) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED, "Messages that could not be delivered are for the platform team");
        }
    }

    private void require(Caller caller, Permission permission) {
        if (!policy.decide(caller, permission, null).equals(Decision.ALLOW)) {
            throw ServiceException.notAllowed();
        }
    }
}
