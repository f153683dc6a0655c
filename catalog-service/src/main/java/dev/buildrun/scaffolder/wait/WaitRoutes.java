package dev.buildrun.scaffolder.wait;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.task.Approvals;
import dev.buildrun.scaffolder.task.Approvals.Approver;
import dev.buildrun.scaffolder.task.Callbacks;
import dev.buildrun.scaffolder.task.Task;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Under {@code /api/buildrun}: {@code /approvals} of people, {@code /callbacks} of programs. */
public final class WaitRoutes {
    /** What a call may bring along. */
    static final int MAX_PAYLOAD_BYTES = 256 << 10;

    private static final Permission READ = new Permission("buildrun.approval.read", "read", null);
    private static final Permission DECIDE = new Permission("buildrun.approval.decide", "update", null);
    private static final int MOST_COMMENT = 2_000;

    private final Approvals approvals;
    private final Callbacks callbacks;
    private final PermissionPolicy policy;
    private final BiPredicate<Caller, Task> mayRead;
    private final CallSignature signature;

    /** @param mayRead whether a caller may read a task, and so what it waits for */
    public WaitRoutes(
            Approvals approvals,
            Callbacks callbacks,
            PermissionPolicy policy,
            BiPredicate<Caller, Task> mayRead,
            Clock clock) {
        this.mayRead = mayRead;
        this.approvals = approvals;
        this.callbacks = callbacks;
        this.policy = policy;
        this.signature = new CallSignature(clock);
    }

    public List<Route> routes() {
        return List.of(
                Route.blocking("GET", "/approvals", this::list),
                Route.blocking("GET", "/approvals/:id", this::get),
                Route.blocking("POST", "/approvals/:id/approve", request -> decide(request, true)),
                Route.blocking("POST", "/approvals/:id/deny", request -> decide(request, false)),
                Route.blocking("POST", "/callbacks/:token", this::call).open().accepting(MAX_PAYLOAD_BYTES));
    }

    private Response list(Request request) {
        request.query().only();
        var approver = approver(request, READ);
        var body = Json.object();
        var items = body.putArray("items");
        approvals.waitingFor(approver).forEach(found -> items.add(ApprovalJson.of(found, approver)));
        return Response.json(body);
    }

    private Response get(Request request) {
        request.query().only();
        var approver = approver(request, READ);
        var id = request.pathParameter("id");
        var found = approvals.get(id);
        if (!found.names(approver) && !mayRead.test(request.caller(), found.task())) {
            throw Approvals.unknown(id);
        }
        return Response.json(ApprovalJson.of(found, approver));
    }

    private Response decide(Request request, boolean approves) {
        request.query().only();
        var comment = comment(request);
        var approver = approver(request, DECIDE);
        var decided = approvals.decide(request.pathParameter("id"), approver, approves, comment);
        return Response.json(ApprovalJson.of(decided, approver));
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

    /** Only people decide, and only people are asked. */
    private Approver approver(Request request, Permission permission) {
        Caller.User user = request.caller().requireUser();
        if (!policy.decide(user, permission, null).equals(Decision.ALLOW)) {
            throw ServiceException.notAllowed();
        }
        return new Approver(user.userEntityRef(), user.ownershipRefs());
    }

    private Response call(Request request) {
        var bytes = request.body().bytes();
        var isNew = callbacks.receive(
                request.pathParameter("token"), secret -> signature.isGood(request, secret), payload(request, bytes));
        return Response.json(202, Json.object().put("accepted", isNew));
    }

    private static JsonNode payload(Request request, byte[] bytes) {
        var isJson = request.header("content-type")
                .map(type -> type.matches("(?i)application/([a-z0-9.-]+\\+)?json\\s*(;.*)?"))
                .orElse(false);
        if (!isJson || bytes.length == 0) {
            return Json.text(new String(bytes, StandardCharsets.UTF_8));
        }
        return Json.read(bytes);
    }
}
