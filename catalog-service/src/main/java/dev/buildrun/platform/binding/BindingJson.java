package dev.buildrun.platform.binding;

import dev.buildrun.json.Json;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Bindings as the API shows them, and as steps get them. */
public final class BindingJson {
    private BindingJson() {}

    public static ObjectNode of(Binding binding) {
        var json = Json.object()
                .put("name", binding.key().name())
                .put("component", binding.key().componentRef())
                .put("environment", binding.key().environment())
                .put("namespace", binding.place().namespace())
                .put("cluster", binding.place().cluster())
                .put("offering", binding.source().offeringRef())
                .put("instance", binding.source().instanceRef())
                .put("plan", binding.source().plan())
                .put("provisioner", binding.source().provisioner().name().toLowerCase(Locale.ROOT))
                .put("secretName", binding.secretName())
                .put("mountPath", binding.mountPath())
                .put("status", binding.progress().status().text())
                .put("message", binding.progress().message())
                .put("requestedBy", binding.requestedBy());
        return json.put("requestedAt", binding.progress().requestedAt().toString())
                .put("readyAt", text(binding.progress().readyAt()));
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
