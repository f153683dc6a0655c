package dev.buildrun.access.signin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.buildrun.http.Query;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * In place of GitHub or GitLab, which can't run in a test: their OAuth and their user API as far as a sign-in goes, over real HTTP, written by
 * hand after their documentation. It is as strict as they are with clients, callbacks, codes, PKCE, scopes and refresh tokens; what it proves of
 * the hosts themselves is what their documentation says and no more.
 */
final class StandInCodeHost implements AutoCloseable {
    static final String CLIENT = "buildrun-portal";
    static final String SECRET = "of-the-portal";

    /** What it stands in for. */
    enum Kind {
        GITHUB("/login/oauth/authorize", "/login/oauth/access_token", "/api/v3/user", ","),
        GITLAB("/oauth/authorize", "/oauth/token", "/api/v4/user", " ");

        private final String authorize;
        private final String token;
        private final String user;
        private final String betweenScopes;

        Kind(String authorize, String token, String user, String betweenScopes) {
            this.authorize = authorize;
            this.token = token;
            this.user = user;
            this.betweenScopes = betweenScopes;
        }
    }

    /** Somebody with an account. */
    record Account(int id, String username, String email, boolean isVerified) {}

    private record Issued(
            String username, String scope, @Nullable String challenge, String callback) {}

    /** The paths that were asked, in order. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** Whether tokens end and are renewed: always at GitLab, at GitHub for its apps but not for OAuth apps. */
    volatile boolean tokensEnd;

    private final Kind kind;
    private final String callback;
    private final HttpServer server;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Map<String, Issued> codes = new ConcurrentHashMap<>();
    private final Map<String, Issued> accessTokens = new ConcurrentHashMap<>();
    private final Map<String, Issued> refreshTokens = new ConcurrentHashMap<>();

    /** @param callback the only one that the portal has registered */
    StandInCodeHost(Kind kind, String callback, List<Account> accounts) {
        this.kind = kind;
        this.callback = callback;
        this.tokensEnd = kind == Kind.GITLAB;
        accounts.forEach(account -> this.accounts.put(account.username(), account));
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException exception) {
            throw new IllegalStateException(exception);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Somebody takes back what they have allowed, or leaves. */
    void revoke(String username) {
        accessTokens.values().removeIf(issued -> issued.username().equals(username));
        refreshTokens.values().removeIf(issued -> issued.username().equals(username));
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        asked.add(path);
        var query = Query.parse(exchange.getRequestURI().getRawQuery());
        var form = Query.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (path.equals(kind.authorize)) {
            authorize(exchange, query);
        } else if (path.equals("/session")) {
            logIn(exchange, query, text(form, "login"));
        } else if (path.equals(kind.token)) {
            token(exchange, form);
        } else if (path.equals(kind.user) || path.equals(kind.user + "/emails")) {
            user(exchange, path.endsWith("/emails"));
        } else {
            send(exchange, 404, Json.object().put("message", "Not Found"));
        }
    }

    private void authorize(HttpExchange exchange, Query query) throws IOException {
        if (!text(query, "client_id").equals(CLIENT)
                || !text(query, "redirect_uri").equals(callback)
                || !text(query, "response_type").equals("code")) {
            send(exchange, 400, Json.object().put("message", "The application or its callback is unknown"));
            return;
        }
        var action = "/session?" + exchange.getRequestURI().getRawQuery();
        page(exchange, "<form method=\"post\" action=\"" + action + "\"><input name=\"login\"></form>");
    }

    private void logIn(HttpExchange exchange, Query query, String username) throws IOException {
        var location = callback + "?state=" + text(query, "state");
        if (accounts.containsKey(username)) {
            var code = UUID.randomUUID().toString();
            var challenge = query.first("code_challenge").orElse(null);
            codes.put(code, new Issued(username, text(query, "scope"), challenge, text(query, "redirect_uri")));
            location += "&code=" + code;
        } else {
            location += "&error=access_denied";
        }
        exchange.getResponseHeaders().add("Location", location);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange, Query form) throws IOException {
        var isKnown = text(form, "client_id").equals(CLIENT)
                && text(form, "client_secret").equals(SECRET);
        var issued = isKnown ? redeemed(form) : null;
        if (issued == null) {
            // GitHub refuses with 200.
            send(
                    exchange,
                    kind == Kind.GITHUB ? 200 : 400,
                    Json.object().put("error", kind == Kind.GITHUB ? "bad_verification_code" : "invalid_grant"));
            return;
        }
        var token = UUID.randomUUID().toString();
        accessTokens.put(token, issued);
        var answer = Json.object()
                .put("access_token", token)
                .put("token_type", "bearer")
                .put("scope", issued.scope().replace(" ", kind.betweenScopes));
        if (tokensEnd) {
            var refreshToken = UUID.randomUUID().toString();
            refreshTokens.put(refreshToken, issued);
            answer.put("refresh_token", refreshToken).put("expires_in", 7_200);
        }
        send(exchange, 200, answer);
    }

    /** Codes and refresh tokens are good once. */
    private @Nullable Issued redeemed(Query form) {
        if (text(form, "grant_type").equals("refresh_token")) {
            return refreshTokens.remove(text(form, "refresh_token"));
        }
        var issued = codes.remove(text(form, "code"));
        var shown = OAuthState.base64(SignInSessions.hash(text(form, "code_verifier")));
        return issued != null
                        && issued.callback().equals(text(form, "redirect_uri"))
                        && shown.equals(issued.challenge())
                ? issued
                : null;
    }

    private void user(HttpExchange exchange, boolean emails) throws IOException {
        var authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        var issued = accessTokens.get(authorization.replaceFirst("^Bearer ", ""));
        var scope = emails ? "user:email" : kind == Kind.GITHUB ? "read:user" : "read_user";
        if (issued == null) {
            send(exchange, 401, Json.object().put("message", "Bad credentials"));
        } else if (!List.of(issued.scope().split(" ", -1)).contains(scope)) {
            send(exchange, 404, Json.object().put("message", "Not Found"));
        } else {
            var account = Objects.requireNonNull(accounts.get(issued.username()));
            send(exchange, 200, emails ? emails(account) : account(account));
        }
    }

    private JsonNode account(Account account) {
        var user = Json.object()
                .put("id", account.id())
                .put("name", "The one called " + account.username())
                .put("email", account.email())
                .put("avatar_url", url() + "/avatars/" + account.id());
        if (kind == Kind.GITHUB) {
            return user.put("login", account.username());
        }
        user.put("username", account.username());
        return account.isVerified()
                ? user.put("confirmed_at", "2024-05-01T10:00:00.000Z")
                : user.putNull("confirmed_at");
    }

    private static JsonNode emails(Account account) {
        var emails = Json.array();
        emails.addObject()
                .put("email", "other@example.org")
                .put("primary", false)
                .put("verified", true);
        emails.addObject().put("email", account.email()).put("primary", true).put("verified", account.isVerified());
        return emails;
    }

    private static String text(Query query, String name) {
        return query.first(name).orElse("");
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        write(exchange, status, Json.write(body));
    }

    private static void page(HttpExchange exchange, String body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/html");
        write(exchange, 200, body);
    }

    private static void write(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
