package dev.buildrun.catalog.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.whole.PlainIndex.Line;
import dev.buildrun.catalog.whole.PlainIndex.Order;
import dev.buildrun.catalog.whole.PlainIndex.Place;
import dev.buildrun.catalog.whole.PlainIndex.Text;
import dev.buildrun.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Walks through {@code /entities/by-query} by cursors, forwards and backwards, now and when the catalog has become another one. */
final class Pages {
    private static final int MAX_OPEN = 3;
    private static final int MAX_PAGES = 40;
    private static final List<String> TERMS =
            List.of("a", "E", " C0 ", "a_c", "%", "é", "ß", "i̇", "σ", "😀", "0", "service");

    private final RunningCatalog catalog;
    /** Cursors that nobody has followed yet. */
    private final List<Open> open = new ArrayList<>();

    /** What a list was asked for. */
    private record Question(
            JsonNode predicate,
            @Nullable Order order,
            @Nullable Text text,
            int total) {
        List<Line> lines(PlainIndex index) {
            return index.lines(predicate, order, text);
        }

        boolean isDescending() {
            return order != null && order.descending();
        }

        Question counted(int items) {
            return new Question(predicate, order, text, items);
        }
    }

    /** A cursor, and the place and direction that it stands for; nowhere is the begin of the list. */
    private record Open(
            Question question,
            String cursor,
            boolean backward,
            @Nullable Place place,
            Place first) {}

    Pages(RunningCatalog catalog) {
        this.catalog = catalog;
    }

    /** Follows what was left open before the catalog changed, then asks something new. */
    void ask(RandomEntities random, PlainIndex index) {
        for (var left : List.copyOf(open)) {
            follow(left, random, index);
        }
        open.clear();
        var start = begin(random, index);
        var next = start;
        for (var pages = 0; next != null && pages < MAX_PAGES; pages++) {
            if (random.oneIn(12)) {
                keep(next);
            }
            next = follow(next, random, index);
        }
    }

    private void keep(Open cursor) {
        if (open.size() < MAX_OPEN) {
            open.add(cursor);
        }
    }

    private @Nullable Open begin(RandomEntities random, PlainIndex index) {
        var predicates = new RandomPredicates(random, index);
        var filter = random.oneIn(2) ? predicates.filter() : null;
        var order = random.oneIn(4) ? null : new Order(predicates.key(), random.oneIn(2));
        var text = random.oneIn(3) ? text(random, predicates) : null;
        var predicate = filter == null ? predicates.predicate(3) : filter.predicate();
        var limit = random.oneIn(8) ? 0 : 1 + random.upTo(7);
        var offset = random.oneIn(5) ? random.upTo(3) : 0;
        var counts = !random.oneIn(5);
        var question = new Question(predicate, order, text, 0);
        var lines = question.lines(index);
        var entities = new HashSet<>(lines.stream().map(Line::entity).toList());
        question = question.counted(counts ? entities.size() : 0);
        var answer = filter == null
                ? post(question, limit, offset, counts)
                : catalog.get(url(filter.parameters(), question, limit, offset, counts));
        var page = slice(lines, offset, limit);
        assertPage(answer, question, page);
        var more = limit > 0 && lines.size() > offset + limit;
        assertThat(names(answer)).isEqualTo(more ? List.of("nextCursor") : List.of());
        if (!more) {
            return null;
        }
        return new Open(
                question,
                cursor(answer, "nextCursor"),
                false,
                page.getLast().place(),
                page.getFirst().place());
    }

    private static Text text(RandomEntities random, RandomPredicates predicates) {
        var fields = new ArrayList<String>();
        for (var i = random.upTo(2); i > 0; i--) {
            var key = predicates.key();
            if (!key.contains(",") && key.equals(key.strip())) {
                fields.add(key);
            }
        }
        return new Text(random.any(TERMS), fields.isEmpty() && !random.oneIn(8) ? null : fields);
    }

    private RunningCatalog.Answer post(Question question, int limit, int offset, boolean counts) {
        var body = Json.object().put("limit", limit).put("offset", offset);
        body.set("query", question.predicate());
        if (!counts) {
            body.put("totalItems", "exclude");
        }
        if (question.order() != null) {
            body.putArray("orderBy")
                    .addObject()
                    .put("field", question.order().field())
                    .put("order", question.isDescending() ? "desc" : "asc");
        }
        if (question.text() != null) {
            var text =
                    body.putObject("fullTextFilter").put("term", question.text().term());
            if (question.text().fields() != null) {
                question.text().fields().forEach(text.putArray("fields")::add);
            }
        }
        return catalog.post("/entities/by-query", body);
    }

    private static String url(List<String> filters, Question question, int limit, int offset, boolean counts) {
        var url = new StringBuilder("/entities/by-query?limit=" + limit + "&offset=" + offset);
        filters.forEach(filter -> url.append("&filter=").append(encode(filter)));
        if (question.order() != null) {
            url.append("&orderField=")
                    .append(encode(question.order().field()))
                    .append(question.isDescending() ? ",desc" : ",asc");
        }
        if (question.text() != null) {
            url.append("&fullTextFilterTerm=").append(encode(question.text().term()));
            if (question.text().fields() != null) {
                url.append("&fullTextFilterFields=")
                        .append(
                                question.text().fields().isEmpty()
                                        ? ","
                                        : encode(
                                                String.join(",", question.text().fields())));
            }
        }
        return url.append(counts ? "" : "&totalItems=exclude").toString();
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** One page on, or back; returns where to go from there. */
    private @Nullable Open follow(Open from, RandomEntities random, PlainIndex index) {
        var limit = 1 + random.upTo(7);
        var answer = random.oneIn(2)
                ? catalog.get("/entities/by-query?limit=" + limit + "&cursor=" + encode(from.cursor()))
                : catalog.post(
                        "/entities/by-query", Json.object().put("limit", limit).put("cursor", from.cursor()));
        var question = from.question();
        var lines = question.lines(index);
        var rest = from.place() == null
                ? lines
                : lines.stream()
                        .filter(line -> line.isAfter(from.place(), question.isDescending() != from.backward()))
                        .toList();
        var page = from.backward() ? slice(rest, Math.max(0, rest.size() - limit), limit) : slice(rest, 0, limit);
        // An empty catalog does not repeat the number that a cursor has.
        assertPage(answer, index.byRef().isEmpty() ? question.counted(0) : question, page);
        var goesOn = from.backward() || rest.size() > limit;
        var goesBack = !page.isEmpty() && !page.getFirst().place().equals(from.first());
        var cursors = new ArrayList<String>();
        if (goesOn) {
            cursors.add("nextCursor");
        }
        if (goesBack) {
            cursors.add("prevCursor");
        }
        assertThat(names(answer)).isEqualTo(cursors);
        if (cursors.isEmpty()) {
            return null;
        }
        var turns = goesBack && (random.oneIn(4) || !goesOn);
        var place = page.isEmpty() ? null : (turns ? page.getFirst() : page.getLast()).place();
        var next = cursor(answer, turns ? "prevCursor" : "nextCursor");
        return new Open(question, next, turns, place, from.first());
    }

    private static void assertPage(RunningCatalog.Answer answer, Question question, List<Line> page) {
        assertThat(answer.status()).as(() -> question + " " + answer.body()).isEqualTo(200);
        assertThat(answer.body().path("items").valueStream().toList())
                .as(question::toString)
                .isEqualTo(page.stream().map(line -> line.entity().served()).toList());
        assertThat(answer.body().path("totalItems").asInt())
                .as(question::toString)
                .isEqualTo(question.total());
    }

    private static List<String> names(RunningCatalog.Answer answer) {
        return List.copyOf(answer.body().path("pageInfo").propertyNames());
    }

    private static String cursor(RunningCatalog.Answer answer, String name) {
        return answer.body().path("pageInfo").path(name).asString();
    }

    static <T> List<T> slice(List<T> list, int from, int count) {
        return list.subList(Math.min(from, list.size()), (int) Math.min(list.size(), (long) from + count));
    }
}
