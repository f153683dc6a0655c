package dev.buildrun.techdocs;

import dev.buildrun.access.Caller;
import dev.buildrun.catalog.process.SourceUrls;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/techdocs} as Backstage's TechDocs backend 2.3.0 answers with an external builder and a local publisher. */
public final class TechDocsRoutes {
    /** A file up to this size is sent from memory, with an entity tag; a larger one as it is read. */
    private static final long MAX_IN_MEMORY_BYTES = 1_000_000;

    private static final long MAX_FILE_BYTES = 256_000_000;
    private static final long MAX_METADATA_BYTES = 5_000_000;
    private static final String ENTITY = "/:namespace/:kind/:name";
    private static final String BASE = "/api/techdocs/static/docs/";
    private static final Logger LOG = LoggerFactory.getLogger(TechDocsRoutes.class);

    private final PublishedDocs docs;
    private final ReadableEntities entities;
    private final SourceUrls urls;

    /** The entities of the catalog, for those who may read them. */
    @FunctionalInterface
    public interface ReadableEntities {
        /**
         * @param ref the full reference in lower case
         * @return empty where there is none, or where the caller must not know of it
         */
        Optional<ObjectNode> find(Caller caller, String ref);
    }

    public TechDocsRoutes(PublishedDocs docs, ReadableEntities entities, SourceUrls urls) {
        this.docs = docs;
        this.entities = entities;
        this.urls = urls;
    }

    public Mount mount() {
        return Mount.plugin(
                "techdocs",
                List.of(
                        Route.blocking("GET", "/metadata/techdocs" + ENTITY, this::metadata),
                        Route.blocking("GET", "/metadata/entity" + ENTITY, this::entity),
                        Route.blocking("GET", "/sync" + ENTITY, this::sync),
                        Route.blocking("GET", "/static/docs" + ENTITY + "/*", this::content)
                                .withCookie()));
    }

    private static EntityRef ref(Request request) {
        return new EntityRef(
                request.pathParameter("kind"), request.pathParameter("namespace"), request.pathParameter("name"));
    }

    private Response metadata(Request request) {
        var ref = ref(request);
        return entities.find(request.caller(), ref.toString())
                .flatMap(_ -> metadata(ref))
                .map(Response::json)
                .orElseThrow(() -> noMetadata(ref));
    }

    private static ServiceException noMetadata(EntityRef ref) {
        return ServiceException.notFound("Unable to get metadata for '" + ref + "'");
    }

    private Optional<JsonNode> metadata(EntityRef ref) {
        try {
            var found = docs.find(ref, "techdocs_metadata.json").filter(file -> !file.isDirectory());
            if (found.isEmpty() || found.get().bytes() > MAX_METADATA_BYTES) {
                return Optional.empty();
            }
            return Optional.of(Json.readContainer(Files.readAllBytes(found.get().file())));
        } catch (IOException | JacksonException | ServiceException exception) {
            LOG.atWarn().setCause(exception).log("the metadata of the documentation of {} can't be read", ref);
            return Optional.empty();
        }
    }

    private Response entity(Request request) {
        var ref = ref(request);
        var entity = entities.find(request.caller(), ref.toString()).orElseThrow(() -> noMetadata(ref));
        var location = SourceLocation.of(entity, urls).orElseThrow(() -> noMetadata(ref));
        entity.putObject("locationMetadata").put("type", location.type()).put("target", location.target());
        return Response.json(entity);
    }

    /** There is never anything to build, which the reader is told in the only event of the stream. */
    private Response sync(Request request) {
        if (entities.find(request.caller(), ref(request).toString()).isEmpty()) {
            throw ServiceException.notFound("Entity metadata UID missing");
        }
        return Response.streamed(
                200,
                Map.of("Content-Type", "text/event-stream", "Cache-Control", "no-cache"),
                out -> out.write("event: finish\ndata: {\"updated\":false}\n\n".getBytes(StandardCharsets.UTF_8)));
    }

    private Response content(Request request) {
        var ref = ref(request);
        if (entities.find(request.caller(), ref.toString()).isEmpty()) {
            throw ServiceException.notFound("Entity not found for " + ref);
        }
        var path = request.pathParameter("*");
        var isInLowerCase = Stream.of(ref.namespace(), ref.kind(), ref.name())
                .allMatch(part -> part.equals(part.toLowerCase(Locale.ROOT)));
        if (docs.isInLowerCase() && !isInLowerCase) {
            return redirect(ref, path, endsWithSlash(request));
        }
        try {
            return content(request, ref, path)
                    .orElseThrow(() -> ServiceException.notFound("Content not found for " + ref));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static boolean endsWithSlash(Request request) {
        return request.url().replaceFirst("\\?.*", "").endsWith("/");
    }

    private Optional<Response> content(Request request, EntityRef ref, String path) throws IOException {
        var found = docs.find(ref, path);
        if (found.isEmpty() || !found.get().isDirectory()) {
            return found.filter(file -> isGivenAway(file, endsWithSlash(request)))
                    .map(TechDocsRoutes::file);
        }
        if (!endsWithSlash(request)) {
            return Optional.of(redirect(ref, path, true));
        }
        return docs.find(ref, path.isEmpty() ? "index.html" : path + "/index.html")
                .filter(file -> !file.isDirectory() && isGivenAway(file, false))
                .map(TechDocsRoutes::file);
    }

    private static boolean isGivenAway(PublishedDocs.Found file, boolean asDirectory) {
        if (file.bytes() > MAX_FILE_BYTES) {
            LOG.warn("{}: expected at most {} bytes, it is not served", file.file(), MAX_FILE_BYTES);
        }
        return !asDirectory && file.bytes() <= MAX_FILE_BYTES;
    }

    /** The one address of a page; of a folder with a slash at its end, so that what its page refers to is found. */
    private Response redirect(EntityRef ref, String path, boolean slash) {
        var folder = Stream.of(ref.namespace(), ref.kind(), ref.name())
                .map(part -> docs.isInLowerCase() ? part.toLowerCase(Locale.ROOT) : part);
        var rest = path.isEmpty() ? Stream.<String>of() : Stream.of(path.split("/", -1));
        var address = Stream.concat(folder, rest)
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/", BASE, slash ? "/" : ""));
        return Response.empty(301).with("Location", address);
    }

    /** Only whoever asked may keep it, since not everybody may read it. */
    private static Response file(PublishedDocs.Found found) {
        var headers = Map.of(
                "Content-Type",
                DocsContentTypes.of(found.file().getFileName().toString()),
                "Cache-Control",
                "private, max-age=0");
        if (found.bytes() > MAX_IN_MEMORY_BYTES) {
            return Response.streamed(200, headers, out -> Files.copy(found.file(), out));
        }
        try {
            var tag = "W/\"" + Long.toHexString(found.bytes()) + "-" + Long.toHexString(found.modifiedMillis()) + "\"";
            return new Response.Complete(200, headers, List.of(Files.readAllBytes(found.file())), true)
                    .with("ETag", tag);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
