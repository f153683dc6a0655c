package dev.buildrun.access;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who gets in, from {@code backend.baseUrl}, {@code auth} and {@code backend.auth.externalAccess}.
 *
 * @param baseUrl where callers reach the service, {@code backend.baseUrl}; no slash at its end
 * @param development whether {@code auth.environment} is {@code development}
 * @param tokenLifetime of a user token, {@code auth.backstageTokenExpiration}; brought within 10 minutes and 24 hours, as Backstage does
 * @param guest sign-in without a password, {@code auth.providers.guest}; null where it is not configured
 * @param external the entries of {@code backend.auth.externalAccess}
 * @param discovery whose tokens are trusted besides our own, from {@code discovery.endpoints}
 * @param permissionBackend the base URL of the permission backend that says what users may, {@code permission.backend}; null where our own
 *     policy does
 */
public record AccessConfig(
        URI baseUrl,
        boolean development,
        Duration tokenLifetime,
        @Nullable Guest guest,
        List<ExternalAccess> external,
        Discovery discovery,
        @Nullable URI permissionBackend) {
    public static final Duration DEFAULT_TOKEN_LIFETIME = Duration.ofHours(1);
    private static final Duration SHORTEST_LIFETIME = Duration.ofMinutes(10);
    private static final Duration LONGEST_LIFETIME = Duration.ofHours(24);

    public AccessConfig {
        if (baseUrl.getHost() == null || baseUrl.toString().endsWith("/")) {
            throw new IllegalArgumentException(
                    "backend.baseUrl: expected an absolute URL without a slash at its end, found \"" + baseUrl + "\"");
        }
        tokenLifetime = atMost(
                LONGEST_LIFETIME, tokenLifetime.compareTo(SHORTEST_LIFETIME) < 0 ? SHORTEST_LIFETIME : tokenLifetime);
        external = List.copyOf(external);
        ExternalAccess.check(external);
    }

    /** One that decides by itself. */
    public AccessConfig(
            URI baseUrl,
            boolean development,
            Duration tokenLifetime,
            @Nullable Guest guest,
            List<ExternalAccess> external,
            Discovery discovery) {
        this(baseUrl, development, tokenLifetime, guest, external, discovery, null);
    }

    /** One that trusts nobody else. */
    public AccessConfig(
            URI baseUrl,
            boolean development,
            Duration tokenLifetime,
            @Nullable Guest guest,
            List<ExternalAccess> external) {
        this(baseUrl, development, tokenLifetime, guest, external, Discovery.NONE);
    }

    /** Whether somebody may come in without a password. */
    public boolean isGuestAllowed() {
        return guest != null && (development || guest.outsideDevelopment());
    }

    /**
     * The guest sign-in.
     *
     * @param userEntityRef who a guest is
     * @param ownershipEntityRefs what a guest owns while the catalog has no such user; empty for only itself
     * @param outsideDevelopment {@code dangerouslyAllowOutsideDevelopment}
     */
    public record Guest(String userEntityRef, List<String> ownershipEntityRefs, boolean outsideDevelopment) {
        public static final String DEFAULT_USER = "user:development/guest";

        public Guest {
            userEntityRef = parse("auth.providers.guest.userEntityRef", userEntityRef);
            ownershipEntityRefs = ownershipEntityRefs.stream()
                    .map(ref -> parse("auth.providers.guest.ownershipEntityRefs", ref))
                    .toList();
        }

        private static String parse(String path, String ref) {
            try {
                return EntityRef.parse(ref).toString();
            } catch (ServiceException exception) {
                throw new IllegalArgumentException(path + ": " + exception.getMessage(), exception);
            }
        }
    }

    /** The base URL of the auth backend, which is the issuer of user tokens. */
    public String issuer() {
        return baseUrl + "/api/auth";
    }

    private static Duration atMost(Duration limit, Duration value) {
        return value.compareTo(limit) > 0 ? limit : value;
    }
}
