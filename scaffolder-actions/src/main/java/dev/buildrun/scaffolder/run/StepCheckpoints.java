package dev.buildrun.scaffolder.run;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Checkpoints;
import java.util.concurrent.Callable;
import tools.jackson.databind.JsonNode;

/** The checkpoints of one step, kept in the task's state under Backstage's own keys. */
final class StepCheckpoints implements Checkpoints {
    private final String stepId;
    private final RunState state;
    private final Redaction redaction;
    private final Shield shield;

    StepCheckpoints(String stepId, RunState state, Redaction redaction, Shield shield) {
        this.stepId = stepId;
        this.state = state;
        this.redaction = redaction;
        this.shield = shield;
    }

    @Override
    public JsonNode once(String key, Callable<JsonNode> work) throws InterruptedException {
        var fullKey = "v1.task.checkpoint." + stepId + "." + key;
        var kept = shield.call(() -> state.checkpoint(fullKey))
                .filter(entry -> entry.path("status").asString("").equals("success"));
        if (kept.isPresent()) {
            return kept.get().path("value");
        }
        try {
            var value = work.call();
            var entry = Json.object().put("status", "success");
            entry.set("value", value.isNull() ? Json.object() : value);
            shield.run(() -> state.saveCheckpoint(fullKey, entry));
            return value;
        } catch (InterruptedException exception) {
            throw exception;
        } catch (RuntimeException exception) {
            keepFailure(fullKey, exception);
            throw exception;
        } catch (Exception exception) {
            keepFailure(fullKey, exception);
            throw new IllegalStateException(exception);
        }
    }

    private void keepFailure(String fullKey, Exception exception) {
        var reason = redaction.apply(String.valueOf(exception.getMessage()));
        var entry = Json.object().put("status", "failed").put("reason", reason);
        shield.run(() -> state.saveCheckpoint(fullKey, entry));
    }
}
