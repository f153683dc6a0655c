package dev.buildrun.portal;

import dev.buildrun.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The page of the bundle with the configuration in it, rendered from {@code index.html.tmpl} and again when that has changed.
 *
 * <p>The template may name {@code publicPath}, and {@code config.getString('a.b')} or {@code config.getOptionalString('a.b') ?? 'other'},
 * which is what the pages that Backstage generates do. It is JavaScript in general, so anything else is refused.
 */
final class Page {
    private static final Pattern EXPRESSION = Pattern.compile("<%(.*?)%>", Pattern.DOTALL);
    private static final Pattern SETTING = Pattern.compile(
            "=\\s*config\\.get(?:Optional)?String\\(\\s*['\"]([\\w.-]+)['\"]\\s*\\)(?:\\s*(?:\\?\\?|\\|\\|)\\s*['\"]([^'\"]*)['\"])?\\s*");
    private static final String DEFAULT_ADDRESS = "http://localhost:7007";
    private static final String DEFAULT_NAME = "Buildrun";

    private final Path template;
    private final Path schema;
    private final JsonNode configuration;
    private volatile @Nullable Rendered rendered;

    private record Rendered(FileTime modified, String html) {}

    Page(Path directory, JsonNode configuration) {
        this.template = directory.resolve("index.html.tmpl");
        this.schema = directory.resolve(".config-schema.json");
        this.configuration = configuration;
    }

    /** Empty while there is no bundle. */
    Optional<String> html() {
        try {
            var modified = Files.getLastModifiedTime(template);
            var known = rendered;
            if (known == null || !known.modified().equals(modified)) {
                known = new Rendered(modified, render());
                rendered = known;
            }
            return Optional.of(known.html());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private String render() throws IOException {
        var visible = visibleConfiguration();
        var html = EXPRESSION
                .matcher(Files.readString(template))
                .replaceAll(match -> Matcher.quoteReplacement(escape(evaluate(match.group(1), visible))));
        var end = html.indexOf("</head>");
        if (end < 0) {
            throw new IOException(template + ": expected </head>");
        }
        return html.substring(0, end) + script(visible) + html.substring(end);
    }

    private String evaluate(String expression, ObjectNode visible) {
        if (expression.strip().matches("=\\s*publicPath")) {
            return publicPath(visible);
        }
        var setting = SETTING.matcher(expression);
        if (!setting.matches()) {
            throw new IllegalStateException(template + ": expected publicPath or a setting, found <%" + expression
                    + "%>; move such logic out of the page");
        }
        JsonNode value = visible;
        for (var part : setting.group(1).split("\\.", -1)) {
            value = value.path(part);
        }
        var otherwise = setting.group(2);
        return value.isString() ? value.asString() : otherwise == null ? "" : otherwise;
    }

    /** The path of {@code app.baseUrl} without a slash at its end. */
    private static String publicPath(ObjectNode visible) {
        var path = URI.create(visible.path("app").path("baseUrl").asString()).getRawPath();
        return path == null ? "" : path.replaceAll("/+$", "");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** What the app reads when it starts. A {@code <} could end the script, so none is left in it. */
    private static String script(ObjectNode visible) {
        var configs = Json.array();
        configs.addObject().put("context", "app").set("data", visible);
        return "<script type=\"backstage.io/config\">" + Json.write(configs).replace("<", "\\u003c") + "</script>";
    }

    private ObjectNode visibleConfiguration() throws IOException {
        var visible = VisibleConfig.of(schemas(), configuration);
        var app = visible.withObject("/app");
        var backend = visible.withObject("/backend");
        putIfAbsent(app, "title", DEFAULT_NAME);
        putIfAbsent(
                visible.withObject("/organization"), "name", app.path("title").asString());
        // One address is that of both: with two origins the app would call another one than the browser shows.
        putIfAbsent(backend, "baseUrl", app.path("baseUrl").asString(DEFAULT_ADDRESS));
        putIfAbsent(app, "baseUrl", backend.path("baseUrl").asString());
        return visible;
    }

    private static void putIfAbsent(ObjectNode section, String key, String value) {
        if (!section.path(key).isString()) {
            section.put(key, value);
        }
    }

    private List<JsonNode> schemas() throws IOException {
        var schemas = new ArrayList<JsonNode>();
        if (Files.exists(schema)) {
            Json.read(Files.readAllBytes(schema)).path("schemas").forEach(entry -> schemas.add(entry.path("value")));
        }
        return schemas;
    }
}
