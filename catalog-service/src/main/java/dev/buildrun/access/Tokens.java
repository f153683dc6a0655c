package dev.buildrun.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Signs and checks the service's tokens: JSON Web Signatures with ES256 and exactly the header parameters {@code typ}, {@code alg} and
 * {@code kid}. A key or the address of one inside a token is never looked at.
 */
public final class Tokens {
    static final String USER_AUDIENCE = "backstage";
    static final int MAX_CHARACTERS = 32_768;
    private static final Duration PLUGIN_LIFETIME = Duration.ofHours(1);
    private static final Set<String> HEADER = Set.of("typ", "alg", "kid");

    private final KeyRing keys;
    private final AccessConfig config;
    private final Clock clock;

    public Tokens(KeyRing keys, AccessConfig config, Clock clock) {
        this.keys = keys;
        this.config = config;
        this.clock = clock;
    }

    /**
     * A token whose signature, type and times hold. Whom it is for ({@code iss}, {@code aud}) depends on the type and is left to whoever
     * takes it.
     *
     * @param issuer empty where the token names none, like {@code audience}
     */
    public record Verified(
            TokenType type,
            String subject,
            String issuer,
            String audience,
            Instant issuedAt,
            Instant expiresAt,
            JsonNode claims) {}

    /** A fresh token of a user, as the auth backend gives out at sign-in. */
    public String forUser(String userEntityRef) {
        var key = keys.signingKey();
        var limited = timed(userEntityRef, config.tokenLifetime());
        var claims = Json.object()
                .put("iss", config.issuer())
                .put("sub", userEntityRef)
                .put("aud", USER_AUDIENCE);
        claims.set("iat", limited.get("iat"));
        claims.set("exp", limited.get("exp"));
        // The signature of the token for cookies, which anybody can then build from this one without the key.
        claims.put("uip", signatureOf(sign(key, TokenType.LIMITED_USER, limited)));
        return sign(key, TokenType.USER, claims);
    }

    /**
     * A token of the user that holds for so long at least: the same where it does, else a new one. For what goes on for a user who was
     * signed in when it began; what the token may is decided anew wherever it is used.
     */
    public String current(String userEntityRef, String token, Duration atLeast) {
        var until = clock.instant().plus(atLeast);
        var holds = verify(token)
                .filter(verified -> verified.type() == TokenType.USER && until.isBefore(verified.expiresAt()));
        return holds.isPresent() ? token : forUser(userEntityRef);
    }

    /** A token with which one of this service's plugins calls another. */
    public String forPlugin(String caller, String target) {
        return forSubject(TokenType.PLUGIN, caller, target, PLUGIN_LIFETIME);
    }

    /**
     * A token with which one of this service's plugins calls another for a user.
     *
     * @param mandate one that has not ended
     */
    public String forPlugin(String caller, String target, Mandate mandate) {
        var now = clock.instant().getEpochSecond();
        var claims = Json.object()
                .put("sub", caller)
                .put("iat", now)
                .put(
                        "exp",
                        Math.min(
                                now + PLUGIN_LIFETIME.toSeconds(),
                                mandate.until().getEpochSecond()))
                .put("aud", target)
                .put("obo", mandate.token());
        return sign(keys.signingKey(), TokenType.PLUGIN, claims);
    }

    /** A token of any other type. */
    public String forSubject(TokenType type, String subject, String audience, Duration lifetime) {
        var claims = timed(subject, lifetime).put("aud", audience);
        return sign(keys.signingKey(), type, claims);
    }

    /** The claims {@code sub}, {@code iat} and {@code exp}; Backstage signs them for cookies in just this order. */
    private ObjectNode timed(String subject, Duration lifetime) {
        var now = clock.instant().getEpochSecond();
        return Json.object().put("sub", subject).put("iat", now).put("exp", now + lifetime.toSeconds());
    }

    private static String sign(ECKey key, TokenType type, ObjectNode claims) {
        try {
            var jws = new JWSObject(header(type, key.getKeyID()), new Payload(Base64URL.encode(Json.write(claims))));
            jws.sign(new ECDSASigner(key));
            return jws.serialize();
        } catch (JOSEException | ParseException exception) {
            throw new IllegalStateException("A token could not be signed", exception);
        }
    }

    private static JWSHeader header(TokenType type, String kid) throws ParseException {
        var json = Json.object()
                .put("typ", type.wireName())
                .put("alg", JWSAlgorithm.ES256.getName())
                .put("kid", kid);
        return JWSHeader.parse(Base64URL.encode(Json.write(json)));
    }

    private static String signatureOf(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }

    /** A token for cookies, and when it ends. */
    public record Limited(String token, Instant expiresAt) {}

    /**
     * The token for cookies that belongs to a user token which has been verified, whoever has signed it. Empty where it carries no proof for
     * one, since it is not of a sign-in.
     */
    public Optional<Limited> limited(String userToken) {
        try {
            var jws = JWSObject.parse(userToken);
            var claims = Json.read(jws.getPayload().toBytes());
            var proof = claims.path("uip").asString("");
            if (proof.isEmpty()) {
                return Optional.empty();
            }
            var limited = Json.object();
            limited.set("sub", claims.path("sub"));
            limited.set("iat", claims.path("iat"));
            limited.set("exp", claims.path("exp"));
            var header = header(TokenType.LIMITED_USER, jws.getHeader().getKeyID());
            return Optional.of(new Limited(
                    header.toBase64URL() + "." + Base64URL.encode(Json.write(limited)) + "." + proof,
                    Instant.ofEpochSecond(claims.path("exp").longValue())));
        } catch (ParseException _) {
            return Optional.empty();
        }
    }

    /**
     * What shows another backend that we ask for the user of a token which has been verified: the token for cookies. Empty where there is none
     * to it.
     */
    Optional<Limited> mandate(String token) {
        return limited(token).or(() -> asLimited(token));
    }

    private static Optional<Limited> asLimited(String token) {
        try {
            var jws = JWSObject.parse(token);
            var type = jws.getHeader().getType();
            var end = Json.read(jws.getPayload().toBytes()).path("exp");
            return type != null && type.getType().equals(TokenType.LIMITED_USER.wireName()) && end.isIntegralNumber()
                    ? Optional.of(new Limited(token, Instant.ofEpochSecond(end.longValue())))
                    : Optional.empty();
        } catch (ParseException | ServiceException _) {
            return Optional.empty();
        }
    }

    /** Checks a token; empty for every fault, since whoever forges learns nothing from the difference. */
    public Optional<Verified> verify(String token) {
        if (token.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        try {
            var jws = JWSObject.parse(token);
            return isGenuine(jws) ? read(jws).filter(this::isCurrent) : Optional.empty();
        } catch (ParseException | JOSEException | ServiceException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private boolean isGenuine(JWSObject jws) throws JOSEException {
        var header = jws.getHeader();
        if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())
                || !header.getIncludedParams().equals(HEADER)) {
            return false;
        }
        var verifier = keys.verifier(header.getKeyID());
        return verifier.isPresent() && jws.verify(verifier.get());
    }

    private static Optional<Verified> read(JWSObject jws) {
        return TokenType.of(jws.getHeader().getType().getType())
                .flatMap(type -> read(type, Json.read(jws.getPayload().toBytes())));
    }

    /** What the claims of a token say; empty where they are not those of a token. */
    static Optional<Verified> read(TokenType type, JsonNode claims) {
        if (!claims.path("sub").isString()
                || !claims.path("iat").isIntegralNumber()
                || !claims.path("exp").isIntegralNumber()
                || (claims.has("nbf") && !claims.path("nbf").isIntegralNumber())) {
            return Optional.empty();
        }
        return Optional.of(new Verified(
                type,
                claims.path("sub").stringValue(),
                claims.path("iss").stringValue(""),
                claims.path("aud").stringValue(""),
                Instant.ofEpochSecond(claims.path("iat").longValue()),
                Instant.ofEpochSecond(claims.path("exp").longValue()),
                claims));
    }

    private boolean isCurrent(Verified token) {
        return JwtTimes.of(token.claims()).isCurrent(clock.instant(), true);
    }

    /** Whether a token names a key of ours, so that nobody else needs to be asked about it. */
    boolean hasKeyOf(String token) {
        try {
            return token.length() <= MAX_CHARACTERS
                    && keys.verifier(String.valueOf(
                                    JWSObject.parse(token).getHeader().getKeyID()))
                            .isPresent();
        } catch (ParseException | IllegalArgumentException _) {
            return false;
        }
    }
}
