package dev.buildrun.portal;

import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The portal's files and, for every other path, its page: the app in the browser finds out from the path what to show.
 *
 * <p>Paths, status codes and cache headers are those of Backstage's app backend 0.5.18, with two differences: what is left of
 * {@code /api} and {@code /.backstage} is never a page, and neither is a request that does not accept HTML.
 */
public final class Portal {
    private static final String FOR_EVER = "public, max-age=1209600";
    private static final String ASK_EVERY_TIME = "public, max-age=0";
    private static final String KEEP_NOTHING = "no-store, max-age=0";
    private static final String HTML = "text/html; charset=utf-8";

    private final Assets assets;
    private final Page page;

    public Portal(PortalConfig config) {
        this.assets = new Assets(config.directory());
        this.page = new Page(config.directory(), config.configuration());
    }

    /** Everything that no other mount takes. */
    public Mount mount() {
        return new Mount(
                "",
                "app",
                false,
                List.of(Route.blocking("GET", "/*", this::serve).open()));
    }

    private Response serve(Request request) {
        var path = request.pathParameter("*");
        if (isOrIsBelow(path, "api") || isOrIsBelow(path, ".backstage")) {
            return Response.empty(404);
        }
        var html = page.html();
        if (html.isEmpty()) {
            return acceptsHtml(request) ? html(404, NotBuilt.PAGE) : Response.empty(404);
        }
        var asset = assets.find(path);
        if (asset.isPresent()) {
            return file(asset.get(), request, isOrIsBelow(path, "static") ? FOR_EVER : ASK_EVERY_TIME);
        }
        var isPage = !isOrIsBelow(path, "static") && acceptsHtml(request);
        return isPage ? html(200, html.get()) : Response.empty(404);
    }

    private static boolean isOrIsBelow(String path, String directory) {
        var lowerCase = path.toLowerCase(Locale.ROOT);
        return lowerCase.equals(directory) || lowerCase.startsWith(directory + "/");
    }

    private static boolean acceptsHtml(Request request) {
        return request.header("accept")
                .map(accept -> accept.contains("text/html") || accept.contains("*/*"))
                .orElse(true);
    }

    private static Response html(int status, String html) {
        var headers = Map.of("Content-Type", HTML, "Cache-Control", KEEP_NOTHING, "X-Frame-Options", "DENY");
        return new Response.Complete(status, headers, List.of(html.getBytes(StandardCharsets.UTF_8)), true);
    }

    private static Response file(Asset asset, Request request, String cacheControl) {
        var headers = new HashMap<String, String>();
        headers.put("Content-Type", asset.contentType());
        headers.put("Cache-Control", cacheControl);
        headers.put("ETag", asset.entityTag());
        headers.put("Vary", "Accept-Encoding");
        headers.put("X-Frame-Options", "DENY");
        if (request.header("if-none-match").filter(asset::isNamedIn).isPresent()) {
            headers.remove("Content-Type");
            return new Response.Complete(304, headers, List.of(), false);
        }
        var compressed = asset.gzipped();
        if (compressed.isPresent() && acceptsGzip(request)) {
            headers.put("Content-Encoding", "gzip");
            return new Response.Complete(200, headers, List.of(compressed.get()), false);
        }
        return new Response.Complete(200, headers, List.of(asset.bytes()), false);
    }

    /** A coding with weight 0 is refused, and so is one that isn't named. */
    private static boolean acceptsGzip(Request request) {
        for (var coding : request.header("accept-encoding").orElse("").split(",", -1)) {
            var parts = coding.trim().toLowerCase(Locale.ROOT).split("\\s*;\\s*", -1);
            if (parts[0].equals("gzip")) {
                return parts.length == 1 || !parts[1].matches("q=0(\\.0*)?");
            }
        }
        return false;
    }
}
