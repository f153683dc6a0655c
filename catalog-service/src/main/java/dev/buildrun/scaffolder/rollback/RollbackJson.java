package dev.buildrun.scaffolder.rollback;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.task.Rollback;
import dev.buildrun.scaffolder.task.RollbackEffect;
import tools.jackson.databind.node.ObjectNode;

/** A rollback on the wire: what it has come to, in the order in which it is undone. */
public final class RollbackJson {
    private RollbackJson() {}

    public static ObjectNode of(Rollback rollback) {
        var json = Json.object()
                .put("taskId", rollback.taskId().toString())
                .put("status", rollback.status().wireName())
                .put("requestedBy", rollback.requestedBy())
                .put("requestedAt", rollback.requestedAt().toString());
        var endedAt = rollback.endedAt();
        json.put("endedAt", endedAt == null ? null : endedAt.toString());
        var effects = json.putArray("effects");
        rollback.effects().reversed().forEach(effect -> effects.add(effect(effect)));
        json.put(
                "leftovers",
                rollback.effects().stream()
                        .filter(effect -> !effect.isUndone() && !effect.isPending())
                        .count());
        return json;
    }

    private static ObjectNode effect(RollbackEffect effect) {
        var json = Json.object()
                .put("kind", effect.entry().effect().kind())
                .put("key", effect.entry().effect().key())
                .put("confirmed", effect.entry().isConfirmed())
                .put("state", state(effect));
        var report = effect.report();
        if (report != null) {
            json.setAll(report);
        }
        return json;
    }

    private static String state(RollbackEffect effect) {
        if (effect.isPending()) {
            return "pending";
        }
        return effect.isUndone() ? "undone" : "left";
    }
}
