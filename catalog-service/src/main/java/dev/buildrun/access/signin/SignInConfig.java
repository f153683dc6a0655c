package dev.buildrun.access.signin;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider that people sign in with, from {@code auth.providers.<provider>.<environment>}.
 *
 * @param provider its name in paths, cookies and the configuration
 * @param scopes asked for besides those that the host needs
 * @param sessionLifetime how long somebody stays signed in without coming back
 */
public record SignInConfig(
        String provider,
        String environment,
        Host host,
        Client client,
        List<String> scopes,
        List<Resolver> resolvers,
        Duration sessionLifetime) {
    public static final Duration DEFAULT_SESSION = Duration.ofDays(30);

    public SignInConfig {
        scopes = List.copyOf(scopes);
        resolvers = List.copyOf(resolvers);
    }

    /** Where people show who they are. */
    public sealed interface Host permits OpenId, CodeHost {}

    /**
     * An OpenID provider, which describes itself.
     *
     * @param metadataUrl its {@code /.well-known/openid-configuration}
     * @param prompt what the provider is told of how to ask the user; null for nothing
     */
    public record OpenId(URI metadataUrl, @Nullable String prompt) implements Host {}

    /**
     * How this service is known to the provider.
     *
     * @param callback where the provider sends browsers back to
     */
    public record Client(String id, String secret, URI callback) {
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

    /** The one who is called as the account at the host. */
    public record Username(boolean withoutCatalog) implements Resolver {}

    /** The one with this annotation, which has what the provider says of the user. */
    public record Annotation(String annotation, Claim claim) implements Resolver {
        @Override
        public boolean withoutCatalog() {
            return false;
        }
    }

    /** What an annotation is compared with: what never changes ({@code sub}, the number of an account), or the account's name. */
    public enum Claim {
        SUBJECT,
        USERNAME
    }
}
