package dev.buildrun.scaffolder.wait;

import dev.buildrun.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whether a call is signed with a secret: as Standard Webhooks has it ({@code webhook-id}, {@code webhook-timestamp}, {@code
 * webhook-signature}), or as GitHub has it ({@code x-hub-signature-256}), which knows no time.
 */
final class CallSignature {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final String STANDARD_SECRET = "whsec_";

    private final Clock clock;

    CallSignature(Clock clock) {
        this.clock = clock;
    }

    boolean isGood(Request request, String secret) {
        var signature = request.header("webhook-signature");
        return signature.isPresent() ? isStandard(request, signature.get(), secret) : isGitHub(request, secret);
    }

    private boolean isStandard(Request request, String signatures, String secret) {
        var id = request.header("webhook-id").orElse("");
        var seconds = request.header("webhook-timestamp").orElse("");
        var at = seconds(seconds);
        if (id.isEmpty() || at.isEmpty() || isTooFar(at.get())) {
            return false;
        }
        var head = (id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8);
        var expected = hmac(key(secret), head, request.body().bytes());
        for (var signature : signatures.split(" ", 10)) {
            if (signature.startsWith("v1,") && isSame(expected, decoded(signature.substring("v1,".length())))) {
                return true;
            }
        }
        return false;
    }

    private boolean isTooFar(Instant at) {
        return Duration.between(at, clock.instant()).abs().compareTo(TOLERANCE) > 0;
    }

    private static Optional<Instant> seconds(String text) {
        return text.matches("\\d{1,12}") ? Optional.of(Instant.ofEpochSecond(Long.parseLong(text))) : Optional.empty();
    }

    private static boolean isGitHub(Request request, String secret) {
        var signature = request.header("x-hub-signature-256").orElse("");
        if (!signature.matches("sha256=[0-9a-fA-F]{64}")) {
            return false;
        }
        var expected =
                hmac(secret.getBytes(StandardCharsets.UTF_8), request.body().bytes());
        return isSame(expected, HexFormat.of().parseHex(signature.substring("sha256=".length())));
    }

    /** A secret of Standard Webhooks is Base64 behind its prefix; any other is taken as it is. */
    private static byte[] key(String secret) {
        return secret.startsWith(STANDARD_SECRET)
                ? decoded(secret.substring(STANDARD_SECRET.length()))
                : secret.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }

    /** What can't be computed is empty, and equals nothing. */
    private static boolean isSame(byte[] expected, byte[] found) {
        return expected.length > 0 && MessageDigest.isEqual(expected, found);
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        if (key.length == 0) {
            return key;
        }
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (var part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException exception) {
            throw new IllegalStateException("HMAC-SHA256 is not available", exception);
        }
    }
}
