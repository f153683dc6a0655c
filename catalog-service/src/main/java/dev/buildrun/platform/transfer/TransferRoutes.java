package dev.buildrun.platform.transfer;

import dev.buildrun.access.Caller;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.workspace.Workspaces;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /platform/transfers}. */
public final class TransferRoutes {
    private static final String PATH = "/platform/transfers";
    private static final Set<String> KEYS = Set.of("component", "to", "reason");
    private static final int LONGEST = 1_000;

    private final Transfers transfers;
    private final Workspaces workspaces;
    private final PlatformRights rights;

    /** @param workspaces which a team may have no room for */
    public TransferRoutes(Transfers transfers, Workspaces workspaces, PlatformRights rights) {
        this.transfers = transfers;
        this.workspaces = workspaces;
        this.rights = rights;
    }

    public List<Route> routes() {
        return List.of(
                Route.blocking("GET", PATH, this::list),
                Route.blocking("POST", PATH, this::propose),
                Route.blocking("POST", PATH + "/:id/accept", this::accept),
                Route.blocking("POST", PATH + "/:id/decline", this::decline),
                Route.blocking("POST", PATH + "/:id/withdraw", this::withdraw));
    }

    private Response list(Request request) {
        var component = request.query()
                .only("component")
                .first("component")
                .map(text -> EntityRef.parse(text, "component", EntityRef.DEFAULT_NAMESPACE)
                        .toString());
        var items = Json.array();
        transfers.list(component.orElse(null)).stream()
                .filter(transfer -> rights.mayRead(request.caller(), transfer.componentRef()))
                .forEach(transfer -> items.add(json(request.caller(), transfer)));
        return Response.json(Json.object().set("items", items));
    }

    private Response propose(Request request) {
        var body = request.json();
        for (var key : body.propertyNames()) {
            if (!KEYS.contains(key)) {
                throw ServiceException.input("request/body/" + key + ": expected one of "
                        + KEYS.stream().sorted().toList());
            }
        }
        var component = EntityRef.parse(text(body, "component"), "component", EntityRef.DEFAULT_NAMESPACE)
                .toString();
        rights.requireOwner(request.caller(), component);
        var to = EntityRef.parse(text(body, "to"), "group", EntityRef.DEFAULT_NAMESPACE)
                .toString();
        var transfer = transfers.propose(component, to, text(body, "reason"), actor(request));
        return Response.json(201, json(request.caller(), transfer));
    }

    private static String text(JsonNode body, String key) {
        var value = body.path(key);
        if (!value.isString() || value.asString().isBlank() || value.asString().length() > LONGEST) {
            throw ServiceException.input("request/body/" + key + ": expected a text of 1 to " + LONGEST
                    + " characters, found " + (value.isMissingNode() ? "nothing" : value.getNodeType()));
        }
        return value.asString();
    }

    private static String actor(Request request) {
        return String.valueOf(request.caller().actor());
    }

    private Response accept(Request request) {
        var transfer = readable(request);
        requireReceiver(request.caller(), transfer);
        workspaces.requireRoom(transfer.componentRef(), transfer.to());
        return Response.json(json(request.caller(), transfers.accept(transfer.id(), actor(request))));
    }

    private Response decline(Request request) {
        var transfer = readable(request);
        requireReceiver(request.caller(), transfer);
        return Response.json(json(request.caller(), transfers.decline(transfer.id(), actor(request))));
    }

    private Response withdraw(Request request) {
        var transfer = readable(request);
        rights.requireOwner(request.caller(), transfer.componentRef());
        return Response.json(json(request.caller(), transfers.withdraw(transfer.id(), actor(request))));
    }

    private Transfer readable(Request request) {
        var text = request.pathParameter("id");
        return transfers
                .find(id(text))
                .filter(found -> rights.mayRead(request.caller(), found.componentRef()))
                .orElseThrow(() -> ServiceException.notFound("No transfer " + text));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw ServiceException.notFound("No transfer " + text);
        }
    }

    /** Only people of the team can say that they will support it; no program does that for them. */
    private static void requireReceiver(Caller caller, Transfer transfer) {
        if (!isReceiver(caller, transfer)) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED,
                    "Only members of " + transfer.to() + " may do this; " + caller.actor() + " may not");
        }
    }

    private static boolean isReceiver(Caller caller, Transfer transfer) {
        return caller instanceof Caller.User user && user.ownershipRefs().contains(transfer.to());
    }

    private ObjectNode json(Caller caller, Transfer transfer) {
        var isProposed = transfer.status() == Transfer.Status.PROPOSED;
        var isUnderWay = isProposed || transfer.status() == Transfer.Status.ACCEPTED;
        var decided = transfer.decided();
        return Json.object()
                .put("id", transfer.id().toString())
                .put("component", transfer.componentRef())
                .put("from", transfer.from())
                .put("to", transfer.to())
                .put("reason", transfer.asked().reason())
                .put("status", transfer.status().text())
                .put("requestedBy", transfer.asked().by())
                .put("requestedAt", transfer.asked().at().toString())
                .put("decidedBy", decided == null ? null : decided.by())
                .put("decidedAt", decided == null ? null : decided.at().toString())
                .put(
                        "doneAt",
                        transfer.doneAt() == null ? null : transfer.doneAt().toString())
                .put("toDo", transfers.toDo(transfer).orElse(null))
                .put("canDecide", isProposed && isReceiver(caller, transfer))
                .put("canWithdraw", isUnderWay && rights.isOwner(caller, transfer.componentRef()));
    }
}
