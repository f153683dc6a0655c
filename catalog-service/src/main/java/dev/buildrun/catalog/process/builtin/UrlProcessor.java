package dev.buildrun.catalog.process.builtin;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.process.EntityProcessor;
import dev.buildrun.catalog.process.LocationReader;
import dev.buildrun.catalog.process.LocationReader.Matches;
import dev.buildrun.catalog.process.LocationReader.NotModified;
import dev.buildrun.catalog.process.LocationTarget;
import dev.buildrun.catalog.process.ProcessingContext;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads locations of type url. Remembers the ETag and what it found, so that a host need not send again what has not changed. */
final class UrlProcessor implements EntityProcessor {
    private static final String TYPE = "url";
    private static final int MAX_MESSAGE = 5_000;
    /** What is remembered of a Location is read with it, fifty at once; a larger file is read again when it is looked at again. */
    private static final long MAX_REMEMBERED_CHARACTERS = 128 << 10;

    private final LocationReader reader;

    UrlProcessor(LocationReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "url-reader";
    }

    @Override
    public boolean readLocation(LocationTarget target, ProcessingContext context) {
        if (!target.location().type().equals(TYPE)) {
            return false;
        }
        try {
            read(target, context);
        } catch (ServiceException exception) {
            fail(target, exception, context);
        }
        return true;
    }

    private void read(LocationTarget target, ProcessingContext context) {
        var url = target.location().target();
        var cached = context.recall(name(), url).orElse(null);
        switch (reader.search(url, etag(cached))) {
            case NotModified() when cached != null -> repeat(url, cached, context);
            case NotModified() ->
                throw ServiceException.of(ErrorKind.NOT_MODIFIED, "the host refers to a version that was never read");
            case Matches(var files, var etag) -> {
                if (files.isEmpty() && !target.optional()) {
                    context.emitError(
                            new EntityError("NotFoundError", "Unable to read url, no matching files found for " + url));
                }
                emit(new Matches(files, etag), url, context);
            }
        }
        context.emitRefreshKey(target.location().toString());
    }

    private void emit(Matches matches, String url, ProcessingContext context) {
        var found = Json.MAPPER.createArrayNode();
        var characters =
                matches.files().stream().mapToLong(file -> file.text().length()).sum();
        var isRemembered = matches.etag() != null && characters <= MAX_REMEMBERED_CHARACTERS;
        for (var file : matches.files()) {
            var location = new LocationRef(TYPE, file.target());
            for (var entity : Descriptors.emit(file.text(), location, context)) {
                if (isRemembered) {
                    found.addObject().put("target", file.target()).set("entity", entity);
                }
            }
        }
        if (isRemembered) {
            var entry = Json.object().put("etag", matches.etag());
            entry.set("found", found);
            context.remember(name(), url, entry);
        }
    }

    private void repeat(String url, JsonNode cached, ProcessingContext context) {
        cached.path("found")
                .forEach(item -> context.emitEntity(
                        item.path("entity"),
                        new LocationRef(TYPE, item.path("target").asString())));
        context.remember(name(), url, cached);
    }

    private static @Nullable String etag(@Nullable JsonNode cached) {
        return cached == null ? null : cached.path("etag").asString(null);
    }

    private static void fail(LocationTarget target, ServiceException exception, ProcessingContext context) {
        var text = "Unable to read url, " + exception.getMessage();
        var message = text.substring(0, Math.min(text.length(), MAX_MESSAGE));
        if (exception.kind() != ErrorKind.NOT_FOUND) {
            context.emitError(new EntityError("Error", message));
        } else if (!target.optional()) {
            context.emitError(new EntityError("NotFoundError", message));
        }
        context.emitRefreshKey(target.location().toString());
    }
}
