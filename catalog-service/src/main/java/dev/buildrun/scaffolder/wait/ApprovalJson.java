package dev.buildrun.scaffolder.wait;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.task.Approvals.Approver;
import dev.buildrun.scaffolder.task.Approvals.Request;
import tools.jackson.databind.node.ObjectNode;

/** An approval as the API tells it to somebody. */
final class ApprovalJson {
    private ApprovalJson() {}

    static ObjectNode of(Request request, Approver reader) {
        var wait = request.awaited();
        var outcome = wait.outcome();
        var json = Json.object()
                .put("id", wait.id().toString())
                .put("taskId", wait.taskId().toString())
                .put("stepId", wait.stepId());
        if (!wait.iteration().isEmpty()) {
            json.put("iteration", wait.iteration());
        }
        json.put("message", request.approval().message());
        json.put("status", outcome == null ? "pending" : outcome.status().wireName());
        json.put("requestedBy", request.task().createdBy());
        var template = request.task().spec().path("templateInfo").path("entityRef");
        json.put("templateRef", template.isString() ? template.stringValue() : null);
        json.put("askedAt", wait.askedAt().toString());
        json.put("expiresAt", wait.expiresAt().toString());
        request.deciders().forEach(json.putArray("approvers")::add);
        var mayDecide = outcome == null && request.names(reader);
        json.put("canApprove", mayDecide && !request.isOwn(reader)).put("canDeny", mayDecide);
        if (outcome != null) {
            json.put("decidedAt", outcome.at().toString());
            json.put("decidedBy", outcome.by());
            json.put("comment", outcome.comment());
        }
        return json;
    }
}
