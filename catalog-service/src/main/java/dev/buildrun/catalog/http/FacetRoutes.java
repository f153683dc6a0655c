package dev.buildrun.catalog.http;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.query.Cost;
import dev.buildrun.catalog.query.EntityFilter;
import dev.buildrun.catalog.query.Facets;
import dev.buildrun.catalog.query.FilterParameter;
import dev.buildrun.catalog.query.Predicates;
import dev.buildrun.catalog.query.QueryLimits;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Answer;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import java.io.StringWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code /entity-facets}: which values some fields have, and how often. */
final class FacetRoutes {
    private final FreshCatalog catalog;

    FacetRoutes(FreshCatalog catalog) {
        this.catalog = catalog;
    }

    Answer get(Request request) {
        var parameters = Parameters.of(request, "facet", "filter");
        if (parameters.all("facet").isEmpty()) {
            throw ServiceException.input("request/query must have required property 'facet'");
        }
        var facets = parameters.all("facet").stream()
                .filter(facet -> !facet.isEmpty())
                .toList();
        if (facets.isEmpty()) {
            throw ServiceException.input("Missing facet parameter");
        }
        return answer(request, facets, FilterParameter.toPredicate(parameters.all("filter")));
    }

    Answer post(Request request) {
        Parameters.of(request);
        var body = JsonBody.of(request);
        var named = body.requiredTexts("facets");
        var predicate = body.object("query");
        var facets = named.stream().filter(facet -> !facet.isEmpty()).toList();
        if (facets.isEmpty()) {
            throw ServiceException.input("Missing or empty facets parameter");
        }
        return answer(request, facets, predicate);
    }

    private Answer answer(Request request, List<String> facets, Optional<ObjectNode> predicate) {
        QueryLimits.checked(facets, QueryLimits.MAX_FACETS, "facets");
        var filter = predicate.map(Predicates::parse).orElseGet(EntityFilter::everything);
        var snapshot = catalog.snapshot(request);
        var size = filter.sizeEstimate(snapshot);
        var cost = filter.cost(snapshot)
                + facets.stream()
                        .mapToDouble(facet -> Facets.cost(snapshot, size, facet))
                        .sum();
        return cost > Cost.MOST_ON_EVENT_LOOP
                ? new Answer.Later(() -> counted(snapshot, facets, filter))
                : counted(snapshot, facets, filter);
    }

    /** Written without a tree, which takes three times as long where there are a thousand values. */
    private static Response counted(Snapshot snapshot, List<String> facets, EntityFilter filter) {
        var set = filter.in(snapshot);
        var text = new StringWriter();
        try (var json = Json.MAPPER.createGenerator(text)) {
            json.writeStartObject().writeObjectPropertyStart("facets");
            // A facet that is named twice is counted once.
            for (var facet : new LinkedHashSet<>(facets)) {
                json.writeArrayPropertyStart(facet);
                for (var bucket : Facets.of(snapshot, set, facet)) {
                    json.writeStartObject()
                            .writeStringProperty("value", bucket.value())
                            .writeNumberProperty("count", bucket.count())
                            .writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject().writeEndObject();
        }
        return EntityWriter.whole(snapshot).computed(text.toString());
    }
}
