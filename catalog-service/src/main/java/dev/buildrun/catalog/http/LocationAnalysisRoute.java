package dev.buildrun.catalog.http;

import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** {@code /analyze-location}: proposes an entity for a repository that describes none yet. It looks at the address only. */
final class LocationAnalysisRoute {
    private final Map<String, String> slugAnnotations;

    LocationAnalysisRoute(Map<String, String> slugAnnotations) {
        this.slugAnnotations = Map.copyOf(slugAnnotations);
    }

    Response analyze(Request request) {
        Parameters.of(request);
        var body = JsonBody.of(request);
        var location = body.nested("location").orElseThrow(() -> body.missing("location"));
        location.text("type");
        var target = location.text("target");
        location.only("type", "target");
        return Response.json(proposal(repository(target)));
    }

    /** @param owner may have slashes, empty where the address has none */
    private record Repository(String host, String owner, String name) {}

    private static Repository repository(String target) {
        try {
            var uri = new URI(target);
            var path =
                    withoutSlashes(uri.getPath() == null ? "" : uri.getPath()).replaceAll("\\.git$", "");
            var host = uri.getHost();
            if (host != null && !path.isEmpty()) {
                var repository = path.replaceAll("/(-/)?(blob|tree|raw)/.*$", "");
                var slash = repository.lastIndexOf('/');
                return new Repository(
                        host, slash < 0 ? "" : repository.substring(0, slash), repository.substring(slash + 1));
            }
        } catch (URISyntaxException _) {
            // Falls through to the same answer as an address without a host.
        }
        throw ServiceException.input("The given location.target is not a URL");
    }

    /** Without those at its ends. A regular expression would take the square of the time for a path of many slashes. */
    private static String withoutSlashes(String path) {
        var start = 0;
        var end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (start < end && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(start, end);
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
