package dev.buildrun.search.http;

import dev.buildrun.access.Caller;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.http.Freshness;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.search.Search;
import dev.buildrun.search.SearchLimits;
import dev.buildrun.search.SearchQuery;
import java.util.List;
import java.util.function.BiFunction;

/** {@code /api/search}: what is found, best first. */
public final class SearchRoutes {
    private final Search search;
    private final SearchLimits limits;
    private final BiFunction<Snapshot, Caller, Snapshot> sight;

    /** @param sight what of the catalog a caller may see */
    public SearchRoutes(Search search, SearchLimits limits, BiFunction<Snapshot, Caller, Snapshot> sight) {
        this.search = search;
        this.limits = limits;
        this.sight = sight;
    }

    /** Blocking, though memory answers: the first question after a large change may take it in. */
    public Mount mount() {
        return Mount.plugin("search", List.of(Route.blocking("GET", "/query", this::query)));
    }

    private Response query(Request request) {
        var query = QueryParameters.parse(request.query(), limits);
        var found = search.find(query, snapshot -> sight.apply(snapshot, request.caller()));
        var body = Json.object();
        var results = body.putArray("results");
        for (var result : found.results()) {
            var json = results.addObject().put("type", result.type());
            json.set("document", result.document());
            json.put("rank", query.page() * query.limit() + results.size());
            json.set("highlight", result.highlight());
        }
        body.put("numberOfResults", found.total());
        var end = (query.page() + 1) * query.limit();
        if (end < Math.min(found.total(), SearchQuery.MOST_RESULTS)) {
            body.put("nextPageCursor", QueryParameters.cursor(query.page() + 1));
        }
        if (query.page() > 0) {
            body.put("previousPageCursor", QueryParameters.cursor(query.page() - 1));
        }
        return Response.json(body).with(Freshness.HEADER, Long.toString(found.position()));
    }
}
