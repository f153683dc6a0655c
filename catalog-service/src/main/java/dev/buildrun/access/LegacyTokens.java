package dev.buildrun.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACVerifier;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.text.ParseException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;

/** Tokens that Backstage's backends once signed with a secret that they shared: HS256, of {@code backstage-server}, for nobody in particular. */
final class LegacyTokens {
    /** What HMAC with SHA-256 wants; a shorter secret counts as one with zeros behind it, as the algorithm has it. */
    private static final int KEY_BYTES = 32;

    private final byte[] key;
    private final Clock clock;

    LegacyTokens(String secret, Clock clock) {
        this.key = key(secret, "secret");
        this.clock = clock;
    }

    /** @throws IllegalArgumentException for what is no base64; the message does not repeat it */
    static byte[] key(String secret, String path) {
        try {
            var bytes = Base64.getUrlDecoder()
                    .decode(secret.replace('+', '-').replace('/', '_').replaceAll("=+$", ""));
            if (bytes.length == 0) {
                throw new IllegalArgumentException("empty");
            }
            return bytes.length < KEY_BYTES ? Arrays.copyOf(bytes, KEY_BYTES) : bytes;
        } catch (IllegalArgumentException exception) {
            throw new IllegalArgumentException(path + ": expected a secret in base64, found something else", exception);
        }
    }

    boolean accepts(JWSObject jws) {
        try {
            if (!JWSAlgorithm.HS256.equals(jws.getHeader().getAlgorithm()) || !jws.verify(new MACVerifier(key))) {
                return false;
            }
            var claims = Json.read(jws.getPayload().toBytes());
            return claims.path("sub").asString("").equals("backstage-server")
                    && !claims.has("aud")
                    && JwtTimes.of(claims).isCurrent(clock.instant(), false);
        } catch (JOSEException | ServiceException _) {
            return false;
        }
    }

    /** The token as an object; empty for what is none. */
    static java.util.Optional<JWSObject> parse(String token) {
        try {
            return java.util.Optional.of(JWSObject.parse(token));
        } catch (ParseException | IllegalArgumentException _) {
            return java.util.Optional.empty();
        }
    }
}
