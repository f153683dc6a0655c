package dev.buildrun.catalog.http;

import dev.buildrun.catalog.index.IndexedEntity;
import dev.buildrun.catalog.query.Ancestry;
import dev.buildrun.catalog.query.EntityFilter;
import dev.buildrun.catalog.query.FilterParameter;
import dev.buildrun.catalog.query.Predicates;
import dev.buildrun.catalog.query.Projection;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Answer;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import dev.buildrun.shape.Complaint;
import dev.buildrun.shape.Shape;
import dev.buildrun.shape.Shapes;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Entities that are named: by uid, by name with their ancestry, and many at once by reference. */
final class EntityRoutes {
    private static final Shape BY_REFS = Shapes.fields(
            Shapes.field("entityRefs", Shapes.listOf(Shapes.TEXT)),
            Shapes.field("fields", Shapes.maybe(Shapes.listOf(Shapes.TEXT))),
            Shapes.field("query", Shapes.maybe(Predicates.shape())));

    private final FreshCatalog catalog;

    EntityRoutes(FreshCatalog catalog) {
        this.catalog = catalog;
    }

    Answer byUid(Request request) {
        Parameters.of(request);
        var uid = request.pathParameter("uid");
        var snapshot = catalog.snapshot(request);
        var entity = snapshot.byUid(uid).orElseThrow(() -> ServiceException.notFound("No entity with uid " + uid));
        return EntityWriter.whole(snapshot).one(entity);
    }

    Answer byName(Request request) {
        Parameters.of(request);
        var ref = ref(request);
        var snapshot = catalog.snapshot(request);
        var entity = snapshot.byRef(ref.toString())
                .orElseThrow(() -> ServiceException.notFound("No entity named '" + ref.name() + "' found, with kind '"
                        + ref.kind() + "' in namespace '" + ref.namespace() + "'"));
        return EntityWriter.whole(snapshot).one(entity);
    }

    Response ancestry(Request request) {
        Parameters.of(request);
        var ref = ref(request).toString();
        var snapshot = catalog.snapshotAround(ref, request);
        var root = snapshot.byRef(ref).orElseThrow(() -> ServiceException.notFound("No such entity " + ref));
        var body = Json.object().put("rootEntityRef", ref);
        var items = body.putArray("items");
        for (var item : Ancestry.of(snapshot, root)) {
            var json = items.addObject();
            json.set("entity", snapshot.tree(item.entity()));
            item.parentRefs().forEach(json.putArray("parentEntityRefs")::add);
        }
        return EntityWriter.whole(snapshot).json(body);
    }

    static EntityRef ref(Request request) {
        return new EntityRef(
                request.pathParameter("kind"), request.pathParameter("namespace"), request.pathParameter("name"));
    }

    /** References are compared as they are: one that is not the full reference in lower case names nothing. */
    Response byRefs(Request request) {
        var parameters = Parameters.of(request, "filter");
        var json = request.body().bytes().length == 0
                        && request.header("content-type").isEmpty()
                ? Json.object()
                : checked(JsonBody.of(request));
        var fit = BY_REFS.fit(json);
        if (!fit.isGood()) {
            throw ServiceException.input("Malformed request body (did you remember to specify an application/json"
                    + " content type?), " + Complaint.text(fit.complaints()));
        }
        var body = JsonBody.at("request/body", fit.value());
        var refs = body.texts("entityRefs");
        var projection = Projection.of(body.texts("fields"));
        var filter = filter(FilterParameter.toPredicate(parameters.all("filter")), body.object("query"));
        var snapshot = catalog.snapshot(request);
        var found = new ArrayList<@Nullable IndexedEntity>(refs.size());
        var allowed = filter.map(wanted -> wanted.in(snapshot)).orElseGet(snapshot::all);
        for (var ref : refs) {
            var entity = snapshot.byRef(ref).filter(candidate -> allowed.contains(candidate.slot()));
            found.add(entity.orElse(null));
        }
        return new EntityWriter(snapshot, projection).list("{\"items\":", found, "}", Map.of());
    }

    /** As the API's description has it, which comes before the finer check. */
    private static JsonNode checked(JsonBody body) {
        body.requiredTexts("entityRefs");
        body.texts("fields");
        body.object("query");
        return body.json();
    }

    private static Optional<EntityFilter> filter(Optional<ObjectNode> parameter, Optional<ObjectNode> query) {
        if (parameter.isPresent() && query.isPresent()) {
            return Optional.of(Predicates.parse(parameter.get()).and(Predicates.parse(query.get())));
        }
        return parameter.or(() -> query).map(Predicates::parse);
    }
}
