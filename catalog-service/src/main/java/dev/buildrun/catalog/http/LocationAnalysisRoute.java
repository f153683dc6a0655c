package dev.buildrun.catalog.http;

import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.integration.WrittenUrl;
import dev.buildrun.json.Json;
import dev.buildrun.shape.Shape;
import dev.buildrun.shape.Shapes;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** {@code /analyze-location}: proposes an entity for a repository that describes none yet. It looks at the address only. */
final class LocationAnalysisRoute {
    /** {@code git@host:owner/name}, which is no URL. */
    private static final Pattern SSH = Pattern.compile("[\\w.-]+@[\\w.-]+:([^/].*)");
    /** What follows the repository in the address of one of its files or folders. */
    private static final Pattern INSIDE = Pattern.compile("/(-/)?(blob|tree|raw|edit|src)(/.*)?$");

    private final Map<String, String> slugAnnotations;
    private static final Shape REQUEST = Shapes.fields(
            Shapes.field("location", LocationInput.SHAPE), Shapes.field("catalogFilename", Shapes.maybe(Shapes.TEXT)));

    private final CatalogAccess access;

    /** @param slugAnnotations by host, in lower case and with the port where its addresses have one */
    LocationAnalysisRoute(Map<String, String> slugAnnotations, CatalogAccess access) {
        this.slugAnnotations = Map.copyOf(slugAnnotations);
        this.access = access;
    }

    Response analyze(Request request) {
        Parameters.of(request);
        var body = JsonBody.of(request);
        var location = body.nested("location").orElseThrow(() -> body.missing("location"));
        location.text("type");
        var target = location.text("target");
        location.only("type", "target");
        LocationInput.check(REQUEST, body.json());
        access.require(request.caller(), CatalogAccess.LOCATION_ANALYZE);
        return Response.json(proposal(repository(target)));
    }

    /**
     * What an address says of a repository.
     *
     * @param host empty where no annotation can go with it
     * @param owner may have slashes, empty where the address has none
     */
    private record Repository(String host, String owner, String name) {
        static Repository of(String host, String path) {
            var trimmed = path.replaceAll("^/+|/+$", "").replaceAll("\\.git$", "");
            var names = List.of(trimmed.split("/", -1));
            var git = names.indexOf("_git");
            if (git > 0 && git + 1 < names.size()) {
                return new Repository(host, names.get(git - 1), names.get(git + 1));
            }
            var repository = INSIDE.matcher(trimmed).replaceFirst("");
            var slash = repository.lastIndexOf('/');
            return new Repository(
                    host, slash < 0 ? "" : repository.substring(0, slash), repository.substring(slash + 1));
        }
    }

    private static Repository repository(String target) {
        var ssh = SSH.matcher(target);
        if (ssh.matches()) {
            return Repository.of("", ssh.group(1));
        }
        var url = url(target);
        if (url.getHost() == null) {
            throw noUrl();
        }
        var port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return Repository.of(url.getHost().toLowerCase(Locale.ROOT) + port, url.getPath());
    }

    private static URI url(String target) {
        try {
            return WrittenUrl.parse(target);
        } catch (ServiceException _) {
            throw noUrl();
        }
    }

    private static ServiceException noUrl() {
        return ServiceException.input("The given location.target is not a URL");
    }

    private JsonNode proposal(Repository repository) {
        var answer = Json.object();
        answer.putArray("existingEntityFiles");
        var generated = answer.putArray("generateEntities").addObject();
        var entity = generated
                .putObject("entity")
                .put("apiVersion", "backstage.io/v1alpha1")
                .put("kind", "Component");
        var metadata = entity.putObject("metadata").put("name", repository.name());
        var annotation = slugAnnotations.get(repository.host());
        if (annotation != null) {
            metadata.putObject("annotations").put(annotation, repository.owner() + "/" + repository.name());
        }
        entity.putObject("spec").put("type", "other").put("lifecycle", "unknown");
        generated.putArray("fields");
        return answer;
    }
}
