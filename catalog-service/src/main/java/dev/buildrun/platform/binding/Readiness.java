package dev.buildrun.platform.binding;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether what was requested is ready, by its condition {@code Ready}.
 *
 * @param message what the object says itself
 */
record Readiness(State state, @Nullable String message) {
    /** How it is. */
    enum State {
        /** It says so, or it has no such condition and is there. */
        READY,
        PENDING,
        /** It is not there. */
        GONE
    }

    /** @param needsCondition whether an object without the condition is still on its way */
    static Readiness of(@Nullable GenericKubernetesResource object, boolean needsCondition) {
        if (object == null) {
            return new Readiness(State.GONE, "the object is not there");
        }
        var conditions = object.get("status", "conditions");
        if (conditions instanceof List<?> list) {
            for (var item : list) {
                if (item instanceof Map<?, ?> condition && "Ready".equals(condition.get("type"))) {
                    var isReady = "True".equals(condition.get("status"));
                    return new Readiness(isReady ? State.READY : State.PENDING, message(condition));
                }
            }
        }
        return needsCondition
                ? new Readiness(State.PENDING, "no condition Ready so far")
                : new Readiness(State.READY, null);
    }

    private static @Nullable String message(Map<?, ?> condition) {
        var message = condition.get("message");
        return message == null ? null : message.toString();
    }
}
