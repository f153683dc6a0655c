package dev.buildrun.search;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.json.Json;
import dev.buildrun.techdocs.PublishedDocs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.roaringbitmap.RoaringBitmap;
import tools.jackson.databind.node.ObjectNode;

/** Answers questions from memory. */
public final class Search {
    private static final String NAME = "metadata.name";

    private final CatalogTexts catalog;
    private final DocsTexts docs;
    private final Highlight highlight = new Highlight(UUID.randomUUID());

    /**
     * Begins with nothing; the first question, or {@link #refresh}, takes the catalog in.
     *
     * @param newest the catalog as this replica knows it
     */
    public Search(Supplier<Snapshot> newest, PublishedDocs docs) {
        this.catalog = new CatalogTexts(newest);
        this.docs = new DocsTexts(docs);
    }

    /** @param document as Backstage's collators have it */
    public record Result(String type, ObjectNode document, ObjectNode highlight) {}

    /**
     * One page of what was found.
     *
     * @param total how much was found altogether
     * @param position how far the change log is known
     */
    public record Results(List<Result> results, int total, long position) {}

    /** Something that was found, before anything of it is read. */
    private record Candidate(int score, String type, int number) {}

    /** Everything that one question is answered from. */
    private record Ground(
            CatalogTexts.State catalog, DocsTexts.State docs, Snapshot visible, RoaringBitmap entities, Term term) {}

    /** Takes in what has changed, so that nobody who asks has to wait for it. For one thread at a time. */
    public void refresh() {
        while (follow() > 0) {
            // Further parts.
        }
    }

    /** A part of {@link #refresh}, after which there is time for others: how many entities that were, 0 where it was the last part. */
    public int follow() {
        if (catalog.follow()) {
            return CatalogTexts.PART;
        }
        docs.refresh(catalog.current().snapshot());
        return 0;
    }

    /** @param sight what of a snapshot may be seen */
    public Results find(SearchQuery query, UnaryOperator<Snapshot> sight) {
        var state = catalog.current();
        var visible = sight.apply(state.snapshot());
        var ground = new Ground(
                state, docs.current(), visible, DocumentFilter.in(visible, query.filters()), Term.of(query.term()));
        var most = Math.min(query.offset() + query.limit(), SearchQuery.MOST_RESULTS);
        var candidates = new ArrayList<Candidate>();
        var total = 0;
        for (var type : query.types()) {
            var ranking = type.equals(SearchQuery.DOCS) ? sections(ground) : entities(ground);
            total += ranking.size();
            var order = new TieBreak(visible, ground.term().isEmpty());
            ranking.best(most, type.equals(SearchQuery.DOCS) ? Integer::compare : order::compare)
                    .forEach(hit -> candidates.add(new Candidate(hit.score(), type, hit.number())));
        }
        candidates.sort(Comparator.comparingInt(Candidate::score).reversed());
        var page = candidates.subList(Math.min(query.offset(), candidates.size()), Math.min(most, candidates.size()));
        return new Results(
                page.stream().map(candidate -> result(candidate, ground)).toList(), total, visible.position());
    }

    private static Ranking entities(Ground ground) {
        var names = ground.visible().field(NAME);
        return Ranking.of(ground.catalog().words(), ground.term(), ground.entities(), names::addContaining);
    }

    private static Ranking sections(Ground ground) {
        var allowed = ground.docs().about(ground.visible(), ground.entities());
        return Ranking.of(ground.docs().words(), ground.term(), allowed, (_, _) -> {});
    }

    private Result result(Candidate candidate, Ground ground) {
        var visible = ground.visible();
        var document = Json.object();
        if (candidate.type().equals(SearchQuery.DOCS)) {
            var section = ground.docs().section(candidate.number());
            var entity = DocsTexts.entity(visible, section).orElseThrow();
            document = Documents.ofSection(visible, entity, section);
        } else {
            document = Documents.ofEntity(visible, visible.entity(candidate.number()));
        }
        return new Result(candidate.type(), document, highlight(document, ground.term()));
    }

    private ObjectNode highlight(ObjectNode document, Term term) {
        var marks = Json.object().put("preTag", highlight.preTag()).put("postTag", highlight.postTag());
        var fields = marks.putObject("fields");
        if (!term.isEmpty()) {
            fields.put("text", highlight.excerpt(document.path("text").asString(""), term))
                    .put("title", highlight.marked(document.path("title").asString(""), term))
                    .put("location", document.path("location").asString(""))
                    .put("path", "");
        }
        return marks;
    }
}
