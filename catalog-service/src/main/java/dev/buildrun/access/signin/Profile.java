package dev.buildrun.access.signin;

import dev.buildrun.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a provider says of somebody.
 *
 * @param isEmailGood false where the provider says that it has not verified the address
 */
record Profile(
        String subject,
        @Nullable String email,
        boolean isEmailGood,
        @Nullable String name,
        @Nullable String picture) {
    static Profile of(JsonNode claims) {
        return new Profile(
                claims.path("sub").asString(""),
                text(claims, "email"),
                claims.path("email_verified").asBoolean(true),
                text(claims, "name"),
                text(claims, "picture"));
    }

    private static @Nullable String text(JsonNode claims, String name) {
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
