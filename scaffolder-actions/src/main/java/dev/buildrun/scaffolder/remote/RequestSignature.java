package dev.buildrun.scaffolder.remote;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests: HMAC-SHA256 over time, a number that comes once, method, path with query, and the SHA-256 of the body. */
final class RequestSignature {
    private final SecretKeySpec key;
    private final InstantSource clock;

    RequestSignature(String secret, InstantSource clock) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        this.clock = clock;
    }

    /** The headers of a request. */
    Map<String, String> headers(String method, URI url, byte[] body) {
        return headers(method, url, HexFormat.of().formatHex(sha256().digest(body)));
    }

    Map<String, String> headers(String method, URI url, Path body) throws IOException {
        var digest = sha256();
        try (var file = new DigestInputStream(Files.newInputStream(body), digest)) {
            file.transferTo(OutputStream.nullOutputStream());
        }
        return headers(method, url, HexFormat.of().formatHex(digest.digest()));
    }

    private Map<String, String> headers(String method, URI url, String bodyHash) {
        var timestamp = Long.toString(clock.instant().getEpochSecond());
        var nonce = UUID.randomUUID().toString();
        var path = url.getRawQuery() == null ? url.getRawPath() : url.getRawPath() + "?" + url.getRawQuery();
        var signed = String.join("\n", timestamp, nonce, method, path, bodyHash);
        var headers = new LinkedHashMap<String, String>();
        headers.put("buildrun-timestamp", timestamp);
        headers.put("buildrun-nonce", nonce);
        headers.put("buildrun-signature", "v1=" + HexFormat.of().formatHex(hmac(signed)));
        return headers;
    }

    private byte[] hmac(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException exception) {
            throw new IllegalStateException("HMAC-SHA256 is not available", exception);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
