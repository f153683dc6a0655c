package dev.buildrun.access.signin;

import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes to the provider and comes back. Whoever sees it learns nothing: the nonce is a hash of what is in the browser's cookie.
 *
 * @param origin of the page that is told; empty where nobody said
 * @param redirectUrl where the browser goes on in the flow {@code redirect}; empty for the other flow
 */
record OAuthState(String nonce, String env, String origin, String redirectUrl) {
    private static final int MAX_CHARACTERS = 8_192;

    String text() {
        var fields = new LinkedHashMap<String, String>(Map.of("nonce", nonce, "env", env));
        fields.put("origin", origin);
        fields.put("redirectUrl", redirectUrl);
        return HexFormat.of().formatHex(OidcClient.form(fields).getBytes(StandardCharsets.UTF_8));
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
