package dev.buildrun.platform.alert;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One alert as Alertmanager sends it.
 *
 * @param fingerprint tells it from others; with the time that it started, one time that it fires from another
 * @param endsAt null while it fires
 */
record Notice(
        String fingerprint,
        boolean isFiring,
        Map<String, String> labels,
        Map<String, String> annotations,
        Instant startsAt,
        @Nullable Instant endsAt,
        @Nullable String generatorUrl) {
    Notice {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    String name() {
        return labels.getOrDefault("alertname", "alert");
    }

    Optional<String> label(String name) {
        return Optional.ofNullable(labels.get(name)).filter(value -> !value.isBlank());
    }

    Optional<String> annotation(String name) {
        return Optional.ofNullable(annotations.get(name)).filter(value -> !value.isBlank());
    }
}
