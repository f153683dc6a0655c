package dev.buildrun.techdocs;

import dev.buildrun.catalog.process.SourceUrls;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Where the sources of an entity's documentation are.
 *
 * @param type {@code url} or {@code dir}
 */
record SourceLocation(String type, String target) {
    private static final String DOCS = "backstage.io/techdocs-ref";
    private static final String SOURCE = "backstage.io/source-location";
    private static final String ORIGIN = "backstage.io/managed-by-location";
    private static final Set<String> NOT_TYPES = Set.of("http", "https");

    /** Empty where the entity names none, or one that means nothing. */
    static Optional<SourceLocation> of(JsonNode entity, SourceUrls urls) {
        return annotation(entity, DOCS).flatMap(SourceLocation::parse).flatMap(docs -> switch (docs.type()) {
            case "url" -> Optional.of(docs);
            case "dir" ->
                annotation(entity, SOURCE)
                        .or(() -> annotation(entity, ORIGIN))
                        .flatMap(SourceLocation::parse)
                        .flatMap(base -> docs.below(base, urls));
            default -> Optional.empty();
        });
    }

    private static Optional<String> annotation(JsonNode entity, String name) {
        return Optional.of(
                        entity.path("metadata").path("annotations").path(name).asString(""))
                .filter(text -> !text.isEmpty());
    }

    private static Optional<SourceLocation> parse(String text) {
        var colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        var type = text.substring(0, colon).trim();
        var target = text.substring(colon + 1).trim();
        var isGood = !type.isEmpty() && !target.isEmpty() && !NOT_TYPES.contains(type) && !isScript(target);
        return isGood ? Optional.of(new SourceLocation(type, target)) : Optional.empty();
    }

    /** What browsers read as a script, with or without line breaks in it. */
    private static boolean isScript(String target) {
        return target.replaceAll("[\\x00-\\x20]", "").toLowerCase(Locale.ROOT).startsWith("javascript:");
    }

    private Optional<SourceLocation> below(SourceLocation base, SourceUrls urls) {
        return switch (base.type()) {
            case "url" -> Optional.of(new SourceLocation("url", urls.resolve(target, base.target())));
            case "file" -> {
                var folder = Path.of(base.target()).toAbsolutePath().normalize().getParent();
                var docs = folder == null ? null : folder.resolve(target).normalize();
                yield docs != null && docs.startsWith(folder)
                        ? Optional.of(new SourceLocation("dir", docs.toString()))
                        : Optional.empty();
            }
            default -> Optional.empty();
        };
    }
}
