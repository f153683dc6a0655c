package dev.buildrun.access.signin;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;

/** What a browser does at a sign-in: keeps cookies, follows redirects, fills the forms of the provider. */
final class Browser implements AutoCloseable {
    private static final Pattern FORM = Pattern.compile("action=\"([^\"]+)\"");
    private static final int MOST_STEPS = 20;

    final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    HttpResponse<String> get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException exception) {
            throw new IllegalStateException(exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        }
    }

    private HttpResponse<String> post(URI url, String form) {
        return send(HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** From the start of a sign-in to the address at which the provider sends the browser back. */
    URI signInUntil(String start, String user, String callback) {
        var answer = get(start);
        for (var step = 0; step < MOST_STEPS; step++) {
            var location = answer.headers().firstValue("location").orElse("");
            if (!location.isEmpty()) {
                var next = answer.uri().resolve(location);
                if (next.toString().startsWith(callback)) {
                    return next;
                }
                answer = get(next.toString());
            } else {
                answer = submit(answer, user);
            }
        }
        throw new IllegalStateException("The sign-in does not end: " + answer.uri() + " " + answer.body());
    }

    private HttpResponse<String> submit(HttpResponse<String> page, String user) {
        var form = FORM.matcher(page.body());
        if (!form.find()) {
            throw new IllegalStateException("No form at " + page.uri() + ": " + page.statusCode() + " " + page.body());
        }
        var isLogin = page.body().contains("name=\"login\"");
        var fields = isLogin ? "prompt=login&login=" + user + "&password=x" : "prompt=consent";
        return post(page.uri().resolve(form.group(1)), fields);
    }

    List<String> cookieNames() {
        return cookies.getCookieStore().getCookies().stream()
                .map(cookie -> cookie.getName())
                .toList();
    }

    /** What a cookie has. */
    String cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(cookie -> cookie.getValue())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        client.close();
    }
}
