package dev.buildrun.access.signin;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider, from {@code auth.providers.oidc.<environment>}.
 *
 * @param metadataUrl its {@code /.well-known/openid-configuration}
 * @param scopes asked for besides {@code openid profile email}
 * @param prompt what the provider is told of how to ask the user; null for nothing
 * @param sessionLifetime how long somebody stays signed in without coming back
 */
public record OidcConfig(
        String environment,
        URI metadataUrl,
        Client client,
        List<String> scopes,
        @Nullable String prompt,
        List<Resolver> resolvers,
        Duration sessionLifetime) {
    public static final Duration DEFAULT_SESSION = Duration.ofDays(30);

    public OidcConfig {
        scopes = List.copyOf(scopes);
        resolvers = List.copyOf(resolvers);
    }

    /** How this service is known to the provider. */
    public record Client(String id, String secret) {
        /** Leaves the secret out, since records end up in logs. */
        @Override
        public String toString() {
            return "Client[" + id + "]";
        }
    }

    /** A way to find the user of the catalog. */
    public sealed interface Resolver {
        /** Whether somebody may come in whom the catalog does not have. */
        boolean withoutCatalog();
    }

    /** The one whose {@code spec.profile.email} it is. */
    public record EmailOfProfile(boolean withoutCatalog) implements Resolver {}

    /**
     * The one who is called as what stands before the {@code @}.
     *
     * @param allowedDomains of the address; empty for any
     */
    public record LocalPartOfEmail(List<String> allowedDomains, boolean withoutCatalog) implements Resolver {
        public LocalPartOfEmail {
            allowedDomains = List.copyOf(allowedDomains);
        }
    }

    /** The one with this annotation, which has what the provider calls the user ({@code sub}). */
    public record Annotation(String annotation) implements Resolver {
        @Override
        public boolean withoutCatalog() {
            return false;
        }
    }
}
