package dev.buildrun.access.signin;

import dev.buildrun.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a provider says of somebody.
 *
 * @param subject what never changes; empty where the provider does not say it
 * @param username the name of the account; empty where the provider has none
 * @param isEmailGood false where the provider says that it has not verified the address, or does not say it has
 */
public record Profile(
        String subject,
        String username,
        @Nullable String email,
        boolean isEmailGood,
        @Nullable String name,
        @Nullable String picture) {
    /** From the claims of an OpenID provider, which need not say whether an address is verified. */
    static Profile of(JsonNode claims) {
        return new Profile(
                claims.path("sub").asString(""),
                "",
                text(claims, "email"),
                claims.path("email_verified").asBoolean(true),
                text(claims, "name"),
                text(claims, "picture"));
    }

    static @Nullable String text(JsonNode claims, String name) {
        return claims.path(name).isString() ? claims.path(name).asString() : null;
    }

    /** As the portal wants it. */
    ObjectNode json() {
        var json = Json.object();
        if (email != null) {
            json.put("email", email);
        }
        if (name != null) {
            json.put("displayName", name);
        }
        if (picture != null) {
            json.put("picture", picture);
        }
        return json;
    }
}
