package dev.buildrun.access;

import dev.buildrun.database.Database;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The access package wired as in production, over a real database and a clock that the test moves. */
public final class Access implements AutoCloseable {
    static final String STATIC_TOKEN = "a-static-token";
    static final String RESTRICTED_TOKEN = "a-restricted-token";
    static final String JANE = "user:default/jane";
    static final List<String> JANES_REFS = List.of(JANE, "group:default/payments", "group:default/engineering");

    public final ManualClock clock = new ManualClock(Instant.parse("2030-01-01T00:00:00.250Z"));
    public final Database database = TestDatabase.open();
    public final AccessConfig config;
    public final Ownership ownership;
    public final KeyRing keys;
    public final Tokens tokens;
    public final TokenAuthenticator authenticator;

    public Access() {
        this(config(true, new AccessConfig.Guest(AccessConfig.Guest.DEFAULT_USER, List.of(), false)));
    }

    public Access(AccessConfig config) {
        this.config = config;
        ownership = new Ownership(
                user -> Optional.ofNullable(Map.of(JANE, JANES_REFS).get(user)), config);
        keys = new KeyRing(database, clock, config.tokenLifetime());
        tokens = new Tokens(keys, config, clock);
        authenticator = new TokenAuthenticator(tokens, ownership, config, clock);
    }

    static AccessConfig config(boolean development, AccessConfig.@Nullable Guest guest) {
        return new AccessConfig(
                URI.create("http://localhost:7007"),
                development,
                Duration.ofHours(1),
                guest,
                List.of(
                        fixed(STATIC_TOKEN, "ci"),
                        new ExternalAccess(new ExternalAccess.StaticToken(RESTRICTED_TOKEN, "bot"), restrictions())));
    }

    private static Map<String, Scope> restrictions() {
        var restrictions = new LinkedHashMap<String, Scope>();
        restrictions.put("scaffolder", Scope.ALL);
        restrictions.put("search", Scope.ALL);
        return restrictions;
    }

    public static ExternalAccess fixed(String token, String subject) {
        return new ExternalAccess(new ExternalAccess.StaticToken(token, subject), Map.of());
    }

    Caller authenticate(String token) {
        return authenticator.authenticate("Bearer " + token, "catalog");
    }

    @Override
    public void close() {
        database.close();
    }
}
