package dev.buildrun.integration;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * An app that is registered at GitHub, as which the service asks for tokens.
 *
 * @param allowedOwners whose installations may be used, in lower case; empty for all
 */
public record GithubApp(long id, PrivateKey key, Set<String> allowedOwners) {
    /** Version, algorithm and the beginning of what goes around the older form of an RSA key, see RFC 5208. */
    private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;

    /** GitHub takes ten minutes at most, and its clock may be behind. */
    private static final int VALID_SECONDS = 540;

    private static final int SKEW_SECONDS = 60;

    public GithubApp {
        allowedOwners = Set.copyOf(allowedOwners);
    }

    /**
     * Reads a private key as GitHub hands it out, or in its newer form.
     *
     * @throws IllegalArgumentException when it is none; the message tells nothing of it
     */
    public static PrivateKey key(String pem) {
        var isOlder = pem.contains("BEGIN RSA PRIVATE KEY");
        var text = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s|\\\\n", "");
        try {
            var bytes = Base64.getDecoder().decode(text);
            var spec = new PKCS8EncodedKeySpec(isOlder ? wrapped(bytes) : bytes);
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw new IllegalArgumentException("expected an RSA private key in PEM");
        }
    }

    boolean mayServe(String owner) {
        return allowedOwners.isEmpty() || allowedOwners.contains(owner.toLowerCase(Locale.ROOT));
    }

    /** What the app shows for itself, a signed JSON web token. */
    String assertion(Instant now) {
        var claims = "{\"iat\":%d,\"exp\":%d,\"iss\":\"%d\"}"
                .formatted(now.getEpochSecond() - SKEW_SECONDS, now.getEpochSecond() + VALID_SECONDS, id);
        var signed = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.UTF_8));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException exception) {
            throw new IllegalStateException(exception);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] wrapped(byte[] key) {
        var octets = element(OCTETS, key);
        var content = new byte[RSA.length + octets.length];
        System.arraycopy(RSA, 0, content, 0, RSA.length);
        System.arraycopy(octets, 0, content, RSA.length, octets.length);
        return element(SEQUENCE, content);
    }

    /** With a length of two bytes, which any key of use needs. */
    private static byte[] element(int tag, byte[] content) {
        var element = new byte[content.length + 4];
        element[0] = (byte) tag;
        element[1] = (byte) 0x82;
        element[2] = (byte) (content.length >> 8);
        element[3] = (byte) content.length;
        System.arraycopy(content, 0, element, 4, content.length);
        return element;
    }

    @Override
    public String toString() {
        return "GithubApp[" + id + "]";
    }
}
