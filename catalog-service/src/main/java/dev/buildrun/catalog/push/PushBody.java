package dev.buildrun.catalog.push;

import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.json.JsonStream;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads what a push brings: JSON or, where the content type says so, YAML with any number of documents. */
final class PushBody {
    private static final Set<String> YAML =
            Set.of("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "application/vnd.yaml");
    private static final int MAX_YAML_NODES = 2_000_000;

    private final PushConfig config;

    PushBody(PushConfig config) {
        this.config = config;
    }

    /** A difference: entities that are new or changed, and what names those that are gone. */
    record Delta(List<JsonNode> upsert, List<JsonNode> delete) {}

    /**
     * The items that are to be all entities of a source. Each document is an entity, a list of entities, or an object whose one key
     * {@code entities} has such a list.
     *
     * @throws ServiceException of kind INPUT when the body is not of this form or has too many
     */
    List<JsonNode> entities(Request request) {
        var entities = new ArrayList<JsonNode>();
        for (var document : documents(request)) {
            if (document.isArray()) {
                document.forEach(entities::add);
            } else if (document.has("entities") && !document.has("kind")) {
                only(document, Set.of("entities"));
                list(document, "entities").forEach(entities::add);
            } else {
                entities.add(document);
            }
            checkCount(entities.size());
        }
        return entities;
    }

    /** The difference that the one document {@code {upsert: [entity…], delete: [ref…]}} tells. */
    Delta delta(Request request) {
        var documents = documents(request);
        if (documents.size() != 1 || !documents.getFirst().isObject()) {
            throw ServiceException.input("Expected one object with the keys upsert and delete, found "
                    + (documents.size() == 1 ? "something else" : documents.size() + " documents"));
        }
        var document = documents.getFirst();
        only(document, Set.of("upsert", "delete"));
        var delta = new Delta(list(document, "upsert"), list(document, "delete"));
        checkCount(delta.upsert().size() + delta.delete().size());
        return delta;
    }

    private void checkCount(int count) {
        if (count > config.maxEntities()) {
            throw ServiceException.input("Expected at most " + config.maxEntities()
                    + " entities in one request (buildrun.push.maxEntities), found " + count + " or more");
        }
    }

    private static void only(JsonNode document, Set<String> known) {
        for (var key : document.propertyNames()) {
            if (!known.contains(key)) {
                throw ServiceException.input("Expected no other keys than "
                        + String.join(", ", known.stream().sorted().toList()) + ", found '" + key + "'");
            }
        }
    }

    private static List<JsonNode> list(JsonNode document, String key) {
        var value = document.path(key);
        if (!value.isArray() && !value.isMissingNode()) {
            throw ServiceException.input("Expected a list in '" + key + "', found something else");
        }
        return value.valueStream().toList();
    }

    private List<JsonNode> documents(Request request) {
        var type = request.header("content-type")
                .map(text -> text.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElseThrow(() -> ServiceException.input("media type not specified"));
        if (YAML.contains(type)) {
            return yaml(request.body().bytes());
        }
        if (!type.equals("application/json") && !type.endsWith("+json")) {
            throw ServiceException.input(
                    "unsupported media type " + type + ", expected application/json or application/yaml");
        }
        return List.of(json(request));
    }

    private static JsonNode json(Request request) {
        try (var stream = request.body().stream()) {
            var document = JsonStream.read(stream);
            if (document.isMissingNode()) {
                throw ServiceException.input("Missing request body");
            }
            return document;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private List<JsonNode> yaml(byte[] bytes) {
        var limits = new Yaml.Limits(
                config.maxBodyBytes(),
                config.maxEntities(),
                Yaml.LIMITS.maxDepth(),
                Yaml.LIMITS.maxAliases(),
                MAX_YAML_NODES);
        var documents = new ArrayList<JsonNode>();
        for (var document : Yaml.documents(new String(bytes, StandardCharsets.UTF_8), limits)) {
            switch (document) {
                case ParsedDocument.Content(var _, var value) -> documents.add(value);
                case ParsedDocument.Broken(var message, var _, var _) ->
                    throw ServiceException.input("Expected YAML: " + message);
            }
        }
        if (documents.isEmpty()) {
            throw ServiceException.input("Missing request body");
        }
        return documents;
    }
}
