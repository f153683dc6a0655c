package dev.buildrun.techdocs;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * As what a file of documentation is given to a browser. Whatever a browser would run in the portal's name when it is opened by itself (HTML,
 * SVG, XML) is plain text, as with Backstage's publishers; the reader takes the text and puts a cleaned page together from it.
 */
final class DocsContentTypes {
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final Pattern RUNS =
            Pattern.compile("htm|xml|svg|appcache|manifest|mathml|owl|rdf|rng|vtt|xht|xsd|xsl");
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("csv", "text/csv; charset=utf-8"),
            Map.entry("eot", "application/vnd.ms-fontobject"),
            Map.entry("gif", "image/gif"),
            Map.entry("gz", "application/gzip"),
            Map.entry("ico", "image/vnd.microsoft.icon"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("js", "application/javascript; charset=utf-8"),
            Map.entry("json", "application/json; charset=utf-8"),
            Map.entry("map", "application/json; charset=utf-8"),
            Map.entry("md", "text/markdown; charset=utf-8"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("otf", "font/otf"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("png", "image/png"),
            Map.entry("ttf", "font/ttf"),
            Map.entry("webm", "video/webm"),
            Map.entry("webp", "image/webp"),
            Map.entry("woff", "font/woff"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("yaml", "text/yaml; charset=utf-8"),
            Map.entry("yml", "text/yaml; charset=utf-8"),
            Map.entry("zip", "application/zip"));

    private DocsContentTypes() {}

    /** @param file its name; what is unknown is plain text */
    static String of(String file) {
        var dot = file.lastIndexOf('.');
        var extension = dot < 0 ? "" : file.substring(dot + 1).toLowerCase(Locale.ROOT);
        return RUNS.matcher(extension).find() ? PLAIN : TYPES.getOrDefault(extension, PLAIN);
    }
}
