package dev.buildrun.docs;

import dev.buildrun.api.contract.Contract;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The documents, for callers only, as in Backstage, and the page that shows them, which is the same for everybody. */
public final class ApiDocs {
    private static final String OPENAPI = "/openapi.json";
    private static final String WEBJAR = "/META-INF/resources/webjars/swagger-ui/";
    private static final String WEBJAR_VERSION = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

    private final Response page = file("text/html", page(text("page.html")));
    private final Map<String, Response> files;
    private final Map<Contract, Response> documents = new ConcurrentHashMap<>();

    public ApiDocs() {
        var swaggerUi = WEBJAR + version() + "/";
        this.files = Map.of(
                "page.js", file("text/javascript", bytes("page.js")),
                "page.css", file("text/css", bytes("page.css")),
                "swagger-ui.css", file("text/css", bytes(swaggerUi + "swagger-ui.css")),
                "swagger-ui-bundle.js", file("text/javascript", bytes(swaggerUi + "swagger-ui-bundle.js")));
    }

    /**
     * A mount for each document, beside the mounts of its plugin, and one for the page.
     *
     * @param hasPortal whether a portal is served too; its pages of documentation are at {@code /docs}, where ours is without it
     */
    public List<Mount> mounts(boolean hasPortal) {
        var mounts = new ArrayList<Mount>();
        for (var contract : Contract.values()) {
            mounts.add(
                    contract == Contract.ROOT
                            ? new Mount(OPENAPI, "root", true, List.of(document("", contract)))
                            : Mount.plugin(contract.id(), List.of(document(OPENAPI, contract))));
        }
        var show = Route.fromMemory("GET", "", _ -> page).open();
        var file = Route.fromMemory("GET", "/:file", this::file).open();
        mounts.add(new Mount("/openapi", "docs", false, List.of(show, file)));
        if (!hasPortal) {
            mounts.add(new Mount("/docs", "docs", false, List.of(show)));
        }
        return mounts;
    }

    /** Made when somebody asks for it first: to read them all takes longer than most of a start. */
    private Route document(String pattern, Contract contract) {
        return Route.blocking(
                "GET", pattern, _ -> documents.computeIfAbsent(contract, one -> Response.json(one.served())));
    }

    private Response file(Request request) {
        return files.getOrDefault(request.pathParameter("file"), Response.empty(404));
    }

    /** Asked for again every time, and sent again only when it is another one. */
    private static Response file(String type, byte[] bytes) {
        var headers = Map.of("Content-Type", type + "; charset=utf-8", "Cache-Control", "no-cache");
        return new Response.Complete(200, headers, List.of(bytes), true);
    }

    private static byte[] page(String html) {
        var options = Stream.of(Contract.values())
                .map(contract -> "<option value=\"" + contract.mount() + OPENAPI + "\">" + contract.id() + "</option>")
                .collect(Collectors.joining("\n          "));
        return html.replace("<!-- documents -->", options).getBytes(StandardCharsets.UTF_8);
    }

    private static String version() {
        try (var stream = ApiDocs.class.getResourceAsStream(WEBJAR_VERSION)) {
            var properties = new Properties();
            if (stream != null) {
                properties.load(stream);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String name) {
        try (var stream = ApiDocs.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("Expected the resource " + name + " in the class path");
            }
            return stream.readAllBytes();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
