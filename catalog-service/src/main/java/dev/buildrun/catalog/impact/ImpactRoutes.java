package dev.buildrun.catalog.impact;

import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.ResourceDecider;
import dev.buildrun.catalog.impact.Impact.Question;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code /impact}: what depends on an entity, as JSON or as a picture. */
public final class ImpactRoutes {
    static final int MAX_HIT = 10_000;

    private static final Permission ENTITY_READ = new Permission("catalog.entity.read", "read", "catalog-entity");
    private static final int MAX_DEPTH = 100;
    private static final int MAX_RELATIONS = 50;
    private static final String MERMAID = "text/vnd.mermaid";

    private final Supplier<Snapshot> newest;
    private final ResourceDecider policy;

    /** @param newest the catalog as this replica knows it */
    public ImpactRoutes(Supplier<Snapshot> newest, ResourceDecider policy) {
        this.newest = newest;
        this.policy = policy;
    }

    /** Blocking, though memory answers: ten thousand entities are more than an event loop should do in one go. */
    public List<Route> routes() {
        return List.of(Route.blocking("GET", "/impact/:kind/:namespace/:name", this::impact));
    }

    private Response impact(Request request) {
        var query = request.query().only("relations", "depth", "format");
        var question = question(request, query);
        var isPicture = isPicture(request, query);
        var snapshot = newest.get();
        if (!question.visible().test(question.ref()) || isUnknown(snapshot, question.ref())) {
            throw ServiceException.notFound("No entity " + question.ref() + ", and no relation names it");
        }
        var impact = Impact.of(snapshot, question);
        return isPicture
                ? answer(snapshot, MERMAID + "; charset=utf-8", MermaidPicture.of(snapshot, question, impact))
                : answer(snapshot, Response.JSON, Json.write(new ImpactJson(snapshot, question).of(impact)));
    }

    /** One that is only referred to can be asked about too: who would miss it? */
    private static boolean isUnknown(Snapshot snapshot, String ref) {
        return snapshot.byRef(ref).isEmpty() && snapshot.relations(ref).isEmpty();
    }

    private static Response answer(Snapshot snapshot, String contentType, String body) {
        return new Response.Complete(
                200,
                Map.of(
                        "Content-Type",
                        contentType,
                        "Vary",
                        "Accept",
                        "Buildrun-Position",
                        Long.toString(snapshot.position())),
                List.of(body.getBytes(StandardCharsets.UTF_8)),
                true);
    }

    private Question question(Request request, Query query) {
        var ref = new EntityRef(
                request.pathParameter("kind"), request.pathParameter("namespace"), request.pathParameter("name"));
        return new Question(
                ref.toString(),
                relations(query),
                query.first("depth").map(ImpactRoutes::depth).orElse(MAX_DEPTH),
                MAX_HIT,
                each -> policy.decide(request.caller(), ENTITY_READ, each).equals(Decision.ALLOW));
    }

    private static Set<String> relations(Query query) {
        var relations = new LinkedHashSet<>(query.all("relations").stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .filter(type -> !type.isEmpty())
                .toList());
        if (relations.size() > MAX_RELATIONS) {
            throw ServiceException.input(
                    "request/query/relations: expected at most " + MAX_RELATIONS + ", found " + relations.size());
        }
        return relations.isEmpty() ? new LinkedHashSet<>(Dependence.RELATIONS) : relations;
    }

    private static int depth(String text) {
        if (!text.matches("\\d{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_DEPTH) {
            throw ServiceException.input(
                    "request/query/depth: expected a whole number from 1 to " + MAX_DEPTH + ", found " + text);
        }
        return Integer.parseInt(text);
    }

    private static boolean isPicture(Request request, Query query) {
        return query.first("format")
                .map(format -> switch (format) {
                    case "json" -> false;
                    case "mermaid" -> true;
                    default ->
                        throw ServiceException.input("request/query/format: expected json or mermaid, found " + format);
                })
                .orElseGet(() -> request.header("accept").orElse("").contains(MERMAID));
    }
}
