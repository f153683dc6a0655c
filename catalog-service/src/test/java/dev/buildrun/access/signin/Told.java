package dev.buildrun.access.signin;

import dev.buildrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What the page at the end of a sign-in tells, and to whom. */
record Told(String origin, JsonNode message) {
    private static final Pattern DATA = Pattern.compile("read\\('([^']+)'\\)");

    static Told of(String page) {
        var data = DATA.matcher(page)
                .results()
                .map(found -> decode(found.group(1)))
                .toList();
        return new Told(data.get(0), Json.read(data.get(1)));
    }

    private static String decode(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }

    /** Empty where it went well. */
    String error() {
        return message.at("/error/message").asString("");
    }

    JsonNode session() {
        return message.path("response");
    }

    /** Of a session, told or renewed. */
    static String user(JsonNode session) {
        return session.at("/backstageIdentity/identity/userEntityRef").asString();
    }
}
