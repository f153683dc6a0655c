package dev.buildrun.git.http;

import dev.buildrun.http.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Pages without scripts; whatever comes from a repository is text in them, never markup. */
final class Html {
    /** Nothing is loaded and nothing runs, even if some text should slip through as markup. */
    static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private static final String STYLE = """
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; color: #1d2327 }
            a { color: #0b5394; text-decoration: none } a:hover { text-decoration: underline }
            h1 { font-size: 1.4rem } h2 { font-size: 1.1rem }
            pre, code { font: 14px/1.45 ui-monospace, monospace; background: #f4f5f7; border-radius: 4px }
            pre { padding: 1rem; overflow-x: auto } code { padding: .1rem .3rem }
            ul.files { list-style: none; padding: 0 } ul.files li { border-top: 1px solid #e1e4e8; padding: .25rem .5rem }
            """;

    private Html() {}

    static Response page(String title, String body) {
        var html = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + text(title)
                + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n" + body + "</body>\n</html>\n";
        return new Response.Complete(
                200,
                Map.of("Content-Type", "text/html; charset=utf-8", "Content-Security-Policy", POLICY),
                List.of(html.getBytes(StandardCharsets.UTF_8)),
                true);
    }

    /** Text as text, also inside a quoted attribute. */
    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static String link(String href, String label) {
        return "<a href=\"" + text(href) + "\">" + text(label) + "</a>";
    }

    /** A path of a URL, each part escaped, the slashes between them not. */
    static String path(String path) {
        return Arrays.stream(path.split("/", -1)).map(Html::part).collect(Collectors.joining("/"));
    }

    /** One part of a path; a slash in it is escaped too. */
    static String part(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
