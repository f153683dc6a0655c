package dev.buildrun.search.http;

import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import dev.buildrun.json.Json;
import dev.buildrun.search.SearchLimits;
import dev.buildrun.search.SearchQuery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The parameters of a question, in the notation of qs: {@code filters[kind]=Component&types[0]=techdocs}. What is unknown is passed over. */
final class QueryParameters {
    static final int MAX_FILTERS = 20;
    static final int MAX_VALUES = 100;

    /** A field and nothing below it. */
    private static final Pattern FILTER = Pattern.compile("filters\\[([^\\[\\]]*)]");

    private final Query query;
    private final SearchLimits limits;
    private final List<String> issues = new ArrayList<>();

    private QueryParameters(Query query, SearchLimits limits) {
        this.query = query;
        this.limits = limits;
    }

    /** @throws ServiceException of kind INPUT, in the words of the original where it has any */
    static SearchQuery parse(Query query, SearchLimits limits) {
        return new QueryParameters(query, limits).parsed();
    }

    private SearchQuery parsed() {
        var term = single("term", "");
        if (term.length() > limits.termLength()) {
            issue(
                    "The term length \"" + term.length() + "\" is greater than \"" + limits.termLength() + "\"",
                    "\"term\"");
        }
        var filters = filters();
        var types = types();
        var cursor = single("pageCursor", "");
        var limit = limit();
        if (!issues.isEmpty()) {
            throw ServiceException.input("Invalid query string: [\n" + String.join(",\n", issues) + "\n]");
        }
        return new SearchQuery(term, types, filters, page(cursor), limit);
    }

    private String single(String name, String otherwise) {
        var all = query.all(name);
        if (all.size() > 1) {
            throw ServiceException.input("request/query/" + name + " must be string");
        }
        return all.isEmpty() ? otherwise : all.getFirst();
    }

    /** As zod tells what it refuses. */
    private void issue(String message, String... path) {
        issues.add("  {\n    \"code\": \"custom\",\n    \"message\": " + Json.MAPPER.writeValueAsString(message)
                + ",\n    \"path\": [\n      " + String.join(",\n      ", path) + "\n    ]\n  }");
    }

    private List<String> types() {
        var types = query.all("types");
        if (types.size() > MAX_VALUES) {
            throw tooMany("types", types.size(), MAX_VALUES);
        }
        for (var i = 0; i < types.size(); i++) {
            if (!SearchQuery.TYPES.contains(types.get(i))) {
                issue("Invalid input", "\"types\"", Integer.toString(i));
            }
        }
        return types.isEmpty() ? SearchQuery.TYPES : types.stream().distinct().toList();
    }

    private int limit() {
        var text = single("pageLimit", "0");
        if (!text.matches("-?\\d{1,9}")) {
            throw ServiceException.input("request/query/pageLimit must be integer");
        }
        var limit = Integer.parseInt(text);
        if (limit > limits.pageLimit()) {
            issue("The page limit \"" + limit + "\" is greater than \"" + limits.pageLimit() + "\"", "\"pageLimit\"");
        } else if (limit < 0) {
            throw ServiceException.input("request/query/pageLimit: expected at least 0, found " + limit);
        }
        return limit == 0 ? Math.min(SearchQuery.DEFAULT_LIMIT, limits.pageLimit()) : limit;
    }

    private Map<String, List<String>> filters() {
        var filters = new HashMap<String, List<String>>();
        for (var name : query.names()) {
            if (name.equals("filters")) {
                throw ServiceException.input("request/query/filters must be object");
            }
            if (name.startsWith("filters[")) {
                var matcher = FILTER.matcher(name);
                var values = query.all(name);
                if (values.size() > MAX_VALUES) {
                    throw tooMany(name, values.size(), MAX_VALUES);
                }
                // Something below a field is never equal to a text, which is all that documents hold.
                filters.put(matcher.matches() ? matcher.group(1) : name, values);
            }
        }
        if (filters.size() > MAX_FILTERS) {
            throw tooMany("filters", filters.size(), MAX_FILTERS);
        }
        return filters;
    }

    private static ServiceException tooMany(String name, int found, int most) {
        return ServiceException.input("request/query/" + name + ": expected at most " + most + ", found " + found);
    }

    /** A cursor is the number of a page, in Base64. */
    private static int page(String cursor) {
        if (cursor.isEmpty()) {
            return 0;
        }
        try {
            var text = new String(Base64.getDecoder().decode(cursor), StandardCharsets.UTF_8);
            var page = Integer.parseInt(text);
            if (page >= 0 && page <= SearchQuery.MOST_RESULTS) {
                return page;
            }
        } catch (IllegalArgumentException _) {
            // Refused below.
        }
        throw ServiceException.input("Invalid page cursor");
    }

    static String cursor(int page) {
        return Base64.getEncoder().encodeToString(Integer.toString(page).getBytes(StandardCharsets.UTF_8));
    }
}
