package dev.buildrun.access;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What shows another backend that we ask for a user: the limited token of their sign-in. It goes with one request, and so does what was decided
 * for it: within a request the answer is the same, and no later one gets it.
 */
public final class Mandate {
    private final String token;
    private final Instant until;
    private final Map<Permission, Decision> decided = new ConcurrentHashMap<>();

    private Mandate(String token, Instant until) {
        this.token = token;
        this.until = until;
    }

    static Mandate of(Tokens.Limited limited) {
        return new Mandate(limited.token(), limited.expiresAt());
    }

    /** For another request, with nothing decided yet. */
    Mandate again() {
        return new Mandate(token, until);
    }

    /** A limited token of a user. */
    public String token() {
        return token;
    }

    /** When the token ends. */
    public Instant until() {
        return until;
    }

    /** What was decided in this request. */
    public Optional<Decision> decided(Permission permission) {
        return Optional.ofNullable(decided.get(permission));
    }

    public void keep(Permission permission, Decision decision) {
        decided.put(permission, decision);
    }

    @Override
    public String toString() {
        return "Mandate[***]";
    }
}
