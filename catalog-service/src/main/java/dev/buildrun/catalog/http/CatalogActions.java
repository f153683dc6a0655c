package dev.buildrun.catalog.http;

import dev.buildrun.catalog.index.IndexedEntity;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.catalog.query.EntityFilter;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.integration.WrittenUrl;
import dev.buildrun.json.Json;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import dev.buildrun.registry.RegisteredAction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The catalog's actions for programs. Each asks for the same permission as the route that does the same. */
final class CatalogActions {
    private static final String NO_FILE = "url:https://localhost/entity-validator";

    private final FreshCatalog catalog;
    private final EntityChangeRoutes changes;
    private final Locations locations;
    private final CatalogAccess access;
    private final Map<String, RegisteredAction.Call> calls = new HashMap<>();

    CatalogActions(FreshCatalog catalog, EntityChangeRoutes changes, Locations locations, CatalogAccess access) {
        this.catalog = catalog;
        this.changes = changes;
        this.locations = locations;
        this.access = access;
        calls.put("get-catalog-model-description", (input, _) -> describe(input));
        calls.put("get-catalog-entity", this::get);
        calls.put("query-catalog-entities", new QueryAction(catalog)::query);
        calls.put("validate-entity", this::validate);
        calls.put("refresh-catalog-entity", this::refresh);
        calls.put("register-entity", this::register);
        calls.put("unregister-entity", this::unregister);
    }

    /** With what {@code actions.json} says of them, in its order. */
    List<RegisteredAction> all() {
        var actions = new ArrayList<RegisteredAction>();
        for (var definition : definitions()) {
            var call = calls.get(definition.path("name").asString());
            if (call == null) {
                throw new IllegalStateException("Nothing does the action " + definition.path("name"));
            }
            actions.add(new RegisteredAction((ObjectNode) definition, call));
        }
        return actions;
    }

    private static JsonNode definitions() {
        try (var file = CatalogActions.class.getResourceAsStream("actions.json")) {
            if (file == null) {
                throw new IllegalStateException("Expected actions.json beside this class");
            }
            return Json.read(file.readAllBytes());
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    static JsonBody input(String action, JsonNode input) {
        return JsonBody.at("Invalid input to action \"catalog:" + action + "\"; caused by input", input);
    }

    private static JsonNode describe(JsonNode input) {
        input("get-catalog-model-description", input);
        return Json.object().put("description", CatalogModel.describe());
    }

    private JsonNode get(JsonNode input, Request request) {
        var body = input("get-catalog-entity", input);
        var snapshot = catalog.snapshot(request);
        return snapshot.tree(onlyOne(
                snapshot,
                body.text("name"),
                body.optionalText("kind").orElse(""),
                body.optionalText("namespace").orElse("")));
    }

    private JsonNode refresh(JsonNode input, Request request) {
        var body = input("refresh-catalog-entity", input);
        var name = body.text("name").trim();
        for (var field : List.of("name", "kind", "namespace")) {
            if (body.optionalText(field)
                    .map(String::trim)
                    .filter(String::isEmpty)
                    .isPresent()) {
                throw body.wrong(field, "must NOT have fewer than 1 characters");
            }
        }
        var snapshot = catalog.snapshot(request);
        var ref = onlyOne(
                        snapshot,
                        name,
                        body.optionalText("kind").orElse(""),
                        body.optionalText("namespace").orElse(""))
                .ref();
        changes.refresh(ref, request.caller());
        return Json.object().put("entityRef", ref);
    }

    /** @param kind empty for any, as is the namespace */
    private static IndexedEntity onlyOne(Snapshot snapshot, String name, String kind, String namespace) {
        var filter = value("metadata.name", name);
        filter = kind.isEmpty() ? filter : filter.and(value("kind", kind));
        filter = namespace.isEmpty() ? filter : filter.and(value("metadata.namespace", namespace));
        var found = filter.in(snapshot);
        if (found.isEmpty()) {
            throw ServiceException.input("No entity found with name \"" + name + "\"");
        }
        if (found.getLongCardinality() > 1) {
            var refs = found.stream()
                    .limit(10)
                    .mapToObj(slot -> "\"" + snapshot.entity(slot).ref() + "\"")
                    .collect(Collectors.joining(", "));
            throw ServiceException.conflict("Multiple entities found with name \"" + name
                    + "\", please provide more specific filters. Entities found: " + refs);
        }
        return snapshot.entity(found.first());
    }

    private static EntityFilter value(String key, String value) {
        return new EntityFilter.HasValue(key, Set.of(value.toLowerCase(Locale.ROOT)));
    }

    private JsonNode validate(JsonNode input, Request request) {
        var body = input("validate-entity", input);
        var text = body.text("entity");
        var location = body.optionalText("location").orElse(NO_FILE);
        if (!isUrl(location)) {
            throw body.wrong("location", "must match format \"uri\"");
        }
        var documents = Yaml.documents(text);
        var first = documents.isEmpty() ? null : documents.getFirst();
        if (first instanceof ParsedDocument.Broken broken) {
            return invalid(false, List.of("YAML parsing error: " + broken.message()));
        }
        if (documents.size() > 1) {
            return invalid(false, List.of("YAML parsing error: Expected one document, found more"));
        }
        if (!(first instanceof ParsedDocument.Content(var _, ObjectNode entity))) {
            return invalid(true, List.of("Expected an entity, which is an object, found something else"));
        }
        var errors = changes.errors(entity, location, request.caller());
        if (!errors.isEmpty()) {
            return invalid(true, errors.stream().map(error -> error.message()).toList());
        }
        var output = Json.object().put("isValid", true).put("isValidYaml", true);
        output.putArray("errors");
        output.set("entity", entity);
        return output;
    }

    private static ObjectNode invalid(boolean isYaml, List<String> errors) {
        var output = Json.object().put("isValid", false).put("isValidYaml", isYaml);
        errors.forEach(output.putArray("errors")::add);
        return output;
    }

    private JsonNode register(JsonNode input, Request request) {
        var url = input("register-entity", input).text("locationUrl");
        if (!isUrl(url)) {
            throw ServiceException.input(url + " is an invalid URL");
        }
        locations.checkWritable();
        access.require(request.caller(), CatalogAccess.LOCATION_CREATE);
        var written = locations.register("url", url, null, request.caller().actor());
        return Json.object().put("locationId", written.location().id().toString());
    }

    private static boolean isUrl(String text) {
        try {
            return WrittenUrl.parse(text).isAbsolute();
        } catch (ServiceException _) {
            return false;
        }
    }

    private JsonNode unregister(JsonNode input, Request request) {
        var body = input("unregister-entity", input);
        var type = body.nested("type").orElseThrow(() -> body.missing("type"));
        var id = type.optionalText("locationId");
        var ids = id.isPresent() ? List.of(id.get()) : idsOf(type.text("locationUrl"), request);
        locations.checkWritable();
        var snapshot = catalog.snapshot(request);
        ids.forEach(each -> access.requireUnregister(snapshot, request.caller(), () -> locations.find(each)));
        ids.forEach(each -> locations.delete(each, request.caller().actor()));
        return Json.object();
    }

    private List<String> idsOf(String url, Request request) {
        var ids = access.allows(request.caller(), CatalogAccess.LOCATION_READ)
                ? locations.list().stream()
                        .filter(location -> location.target().equalsIgnoreCase(url))
                        .map(location -> location.id().toString())
                        .toList()
                : List.<String>of();
        if (ids.isEmpty()) {
            throw ServiceException.of(ErrorKind.NOT_FOUND, "Location with URL " + url + " not found");
        }
        return ids;
    }
}
