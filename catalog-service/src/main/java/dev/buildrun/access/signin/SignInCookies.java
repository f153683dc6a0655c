package dev.buildrun.access.signin;

import dev.buildrun.http.Request;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;

/** The two cookies of a provider, which only its own routes get and no script. */
final class SignInCookies {
    private static final int NONCE_SECONDS = 600;

    private final String provider;
    private final String path;
    private final boolean secure;
    private final Clock clock;

    /** @param secure whether browsers reach the service by https */
    SignInCookies(String provider, boolean secure, Clock clock) {
        this.provider = provider;
        this.path = "/api/auth/" + provider;
        this.secure = secure;
        this.clock = clock;
    }

    /** Sets the secret of a sign-in that has begun. */
    String nonce(String secret) {
        return cookie(nonceName(), secret, path + "/handler", NONCE_SECONDS);
    }

    Optional<String> nonce(Request request) {
        return read(request, nonceName());
    }

    /** Sets the secret of a session; empty with no seconds takes it away. */
    String session(String secret, long seconds) {
        return cookie(sessionName(), secret, path, seconds);
    }

    Optional<String> session(Request request) {
        return read(request, sessionName());
    }

    private String nonceName() {
        return provider + "-nonce";
    }

    private String sessionName() {
        return provider + "-refresh-token";
    }

    private String cookie(String name, String value, String path, long seconds) {
        var end = clock.instant().plusSeconds(seconds).atOffset(ZoneOffset.UTC);
        return name + "=" + value + "; Max-Age=" + seconds + "; Path=" + path + "; Expires="
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(end) + "; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : "");
    }

    private static Optional<String> read(Request request, String name) {
        return request.header("cookie").stream()
                .flatMap(header -> Arrays.stream(header.split(";", -1)))
                .map(String::trim)
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .filter(value -> !value.isEmpty())
                .findFirst();
    }
}
