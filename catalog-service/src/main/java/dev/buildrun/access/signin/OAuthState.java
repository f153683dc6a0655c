package dev.buildrun.access.signin;

import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes to the provider and comes back. Whoever sees it learns nothing, and whoever changes it is found out: the nonce is a hash of what is
 * in the browser's cookie together with everything else.
 *
 * @param origin of the page that is told; empty where nobody said
 * @param redirectUrl where the browser goes on in the flow {@code redirect}; empty for the other flow
 */
record OAuthState(String nonce, String env, String origin, String redirectUrl) {
    private static final int MAX_CHARACTERS = 8_192;

    /** One that belongs to the secret of a browser, and to the provider that it is sent to. */
    static OAuthState begin(String provider, String secret, String env, String origin, String redirectUrl) {
        return new OAuthState(nonce(provider, secret, env, origin, redirectUrl), env, origin, redirectUrl);
    }

    boolean belongsTo(String provider, String secret) {
        var expected = nonce(provider, secret, env, origin, redirectUrl);
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), nonce.getBytes(StandardCharsets.UTF_8));
    }

    private static String nonce(String provider, String secret, String env, String origin, String redirectUrl) {
        var all = new LinkedHashMap<String, String>();
        all.put("provider", provider);
        all.put("env", env);
        all.put("origin", origin);
        all.put("redirectUrl", redirectUrl);
        return derived(secret, "state:" + ProviderCalls.form(all));
    }

    /** From one secret in the browser comes all that a sign-in needs, each not to be guessed from another. */
    static String derived(String secret, String what) {
        return base64(SignInSessions.hash(what + ":" + secret));
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    String text() {
        var fields = new LinkedHashMap<String, String>(Map.of("nonce", nonce, "env", env));
        fields.put("origin", origin);
        fields.put("redirectUrl", redirectUrl);
        return HexFormat.of().formatHex(ProviderCalls.form(fields).getBytes(StandardCharsets.UTF_8));
    }

    /** @throws ServiceException of kind INPUT for what is no state */
    static OAuthState parse(String text) {
        try {
            if (text.isEmpty() || text.length() > MAX_CHARACTERS) {
                throw ServiceException.input("OAuth state is missing");
            }
            var fields = Query.parse(new String(HexFormat.of().parseHex(text), StandardCharsets.UTF_8));
            return new OAuthState(
                    fields.first("nonce").orElse(""),
                    fields.first("env").orElse(""),
                    fields.first("origin").orElse(""),
                    fields.first("redirectUrl").orElse(""));
        } catch (IllegalArgumentException exception) {
            throw ServiceException.input("OAuth state is invalid");
        }
    }
}
