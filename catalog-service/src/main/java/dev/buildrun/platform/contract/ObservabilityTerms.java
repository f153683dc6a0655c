package dev.buildrun.platform.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a service shows how it is.
 *
 * @param traceHeader for instance {@code traceparent}; null where none is asked for
 */
public record ObservabilityTerms(
        Metrics metrics, Health health, Logs logs, @Nullable String traceHeader) {

    /** Where the figures are: a path at a named port. */
    public record Metrics(String format, String path, String port) {}

    /** The paths of the probes. */
    public record Health(String liveness, String readiness) {}

    /** @param required the fields that every event has */
    public record Logs(String to, String format, boolean oneEventPerLine, List<String> required) {
        public Logs {
            required = List.copyOf(required);
        }
    }

    static ObservabilityTerms read(TermReader terms) {
        terms.only(List.of("metrics", "health", "logs", "trace"));
        var metrics = terms.at("metrics").only(List.of("format", "path", "port"));
        var health = terms.at("health").only(List.of("liveness", "readiness"));
        var logs = terms.at("logs").only(List.of("to", "format", "oneEventPerLine", "required"));
        return new ObservabilityTerms(
                new Metrics(
                        metrics.string("format", "prometheus"),
                        metrics.path("path", "/metrics"),
                        metrics.string("port", "http")),
                new Health(health.path("liveness", "/health/live"), health.path("readiness", "/health/ready")),
                new Logs(
                        logs.string("to", "stdout"),
                        logs.string("format", "text"),
                        logs.bool("oneEventPerLine", false),
                        logs.strings("required", List.of())),
                terms.at("trace").only(List.of("header")).optional("header"));
    }
}
