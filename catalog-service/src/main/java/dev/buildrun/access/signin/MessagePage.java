package dev.buildrun.access.signin;

import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The page at the end of a sign-in: tells the window that has opened it, and only pages of the portal's origin, how it went. */
final class MessagePage {
    private MessagePage() {}

    /** @param message what the portal is told; it reaches the script as data, in base64, and never as program text */
    static Response of(String origin, JsonNode message) {
        var script = """
                const read = (text) => new TextDecoder().decode(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
                const origin = read('%s');
                const opener = window.opener || window.parent;
                opener.postMessage({type: 'config_info', targetOrigin: origin}, '*');
                opener.postMessage(JSON.parse(read('%s')), origin);
                setTimeout(() => window.close(), 100);
                """.formatted(base64(origin), base64(Json.write(message)));
        var hash = Base64.getEncoder().encodeToString(SignInSessions.hash(script));
        var page = "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>Signed in</title></head><body><script>"
                + script + "</script></body></html>";
        return new Response.Complete(
                200,
                Map.of(
                        "Content-Type", "text/html; charset=utf-8",
                        "Cache-Control", "no-store",
                        "Content-Security-Policy",
                                "default-src 'none'; script-src 'sha256-" + hash + "'; frame-ancestors 'self'"),
                List.of(page.getBytes(StandardCharsets.UTF_8)),
                false);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
