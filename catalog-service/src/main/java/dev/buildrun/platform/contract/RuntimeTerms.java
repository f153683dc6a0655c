package dev.buildrun.platform.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What runs the services.
 *
 * @param kubernetesMin the oldest minor version, for instance {@code 1.30}; null for any
 * @param kubernetesMax the newest; null for any
 * @param architectures for instance {@code amd64}
 */
public record RuntimeTerms(
        @Nullable String kubernetesMin,
        @Nullable String kubernetesMax,
        PodSecurity podSecurity,
        List<String> architectures,
        Isolation isolation) {
    private static final String MINOR = "1\\.\\d{1,3}";

    public RuntimeTerms {
        architectures = List.copyOf(architectures);
    }

    /** What has a namespace of its own. */
    public enum Isolation {
        /** Each component in each environment: {@code <component>-<environment>}. */
        COMPONENT,
        /** Each team in each environment: {@code <team>-<environment>}; quota and Secrets are then shared. */
        TEAM
    }

    /** Kubernetes' Pod Security admission: {@code privileged}, {@code baseline} or {@code restricted}, as of a version or {@code latest}. */
    public record PodSecurity(Level level, String version) {
        /** The level. */
        public enum Level {
            PRIVILEGED,
            BASELINE,
            RESTRICTED
        }
    }

    static RuntimeTerms read(TermReader terms) {
        terms.only(List.of("kubernetes", "podSecurity", "architectures", "isolation"));
        var kubernetes = terms.at("kubernetes").only(List.of("min", "max"));
        var security = terms.at("podSecurity").only(List.of("level", "version"));
        return new RuntimeTerms(
                kubernetes.optional("min", MINOR),
                kubernetes.optional("max", MINOR),
                new PodSecurity(
                        security.choice("level", PodSecurity.Level.class, PodSecurity.Level.RESTRICTED),
                        security.string("version", "latest")),
                terms.strings("architectures", List.of("amd64")),
                terms.choice("isolation", Isolation.class, Isolation.COMPONENT));
    }
}
