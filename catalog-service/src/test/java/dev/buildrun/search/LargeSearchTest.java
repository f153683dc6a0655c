package dev.buildrun.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.catalog.log.Change;
import dev.buildrun.techdocs.PublishedDocs;
import dev.buildrun.testing.GeneratedCatalog;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A catalog of 20,000 entities, most of whose words stand in many of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeSearchTest {
    private static final int SIZE = 20_000;
    private static final int QUESTIONS = 50;

    private final GeneratedCatalog generated = new GeneratedCatalog(7, SIZE);
    private final SplittableRandom random = new SplittableRandom(42);
    private Snapshot snapshot = Snapshot.EMPTY;
    private final Search search = new Search(() -> snapshot, new PublishedDocs(null, false));

    @BeforeAll
    void load() {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        for (var i = 0; i < SIZE; i++) {
            edit.put(generated.entity(i));
        }
        snapshot = edit.finish(1);
    }

    private Search.Results find(String term) {
        return find(term, UnaryOperator.identity());
    }

    private Search.Results find(String term, UnaryOperator<Snapshot> sight) {
        return search.find(new SearchQuery(term, List.of(SearchQuery.CATALOG), Map.of(), 0, 25), sight);
    }

    private static String ref(String place) {
        var parts = place.split("/", -1);
        return parts[3] + ":" + parts[2] + "/" + parts[4];
    }

    private static List<String> refs(Search.Results results) {
        return results.results().stream()
                .map(result -> ref(result.document().path("location").asString()))
                .toList();
    }

    private String name(int number) {
        var ref = generated.ref(number);
        return ref.substring(ref.indexOf('/') + 1);
    }

    @Test
    void answersWithTheNewestCatalogThoughOnlyAPartWasTakenIn() {
        var newest = new AtomicReference<>(snapshot);
        var late = new Search(newest::get, new PublishedDocs(null, false));
        var partsAtFirst = late.follow();
        var edit = SnapshotEdit.of(snapshot);
        var gone = generated.entity(0);
        edit.apply(new Change.EntityRemoved(2, gone.ref(), gone.uid()));
        newest.set(edit.finish());
        var query = List.of(name(0), name(SIZE - 1)).stream()
                .map(term -> new SearchQuery(term, List.of(SearchQuery.CATALOG), Map.of(), 0, 25))
                .toList();

        var found = query.stream()
                .map(each -> refs(late.find(each, UnaryOperator.identity())))
                .toList();

        assertThat(partsAtFirst).isBetween(1, SIZE - 1);
        assertThat(found.getFirst()).doesNotContain(generated.ref(0));
        assertThat(found.getLast()).contains(generated.ref(SIZE - 1));
        assertThat(late.follow()).isZero();
    }

    @Test
    void showsTheExactNameFirst() {
        for (var i = 0; i < QUESTIONS; i++) {
            var number = random.nextInt(SIZE);

            assertThat(refs(find(name(number)))).first().isEqualTo(generated.ref(number));
            assertThat(refs(find(name(number).replace('-', ' ').toUpperCase(java.util.Locale.ROOT))))
                    .first()
                    .isEqualTo(generated.ref(number));
        }
    }

    @Test
    void showsNamesThatBeginWithTheTermBeforeOthers() {
        for (var term : List.of("payment", "payment-ser", "fraud-wor", "checkout-st")) {
            var beginning = IntStream.range(0, SIZE)
                    .filter(number -> name(number).startsWith(term))
                    .count();

            assertThat(find(term).results().subList(0, (int) Math.min(25, beginning)))
                    .as(term)
                    .isNotEmpty()
                    .allSatisfy(result -> assertThat(
                                    result.document().path("location").asString())
                            .contains("/" + term));
        }
    }

    @Test
    void findsAWordAsOftenAsALookThroughAllEntitiesDoes() {
        for (var term : List.of("kafka", "payment", "gdpr", "exporter", "website", "experimental")) {
            var expected = new TreeSet<String>();
            snapshot.visitByRef(entity -> {
                if (mentions(snapshot.own(entity), term)) {
                    expected.add(entity.ref());
                }
                return true;
            });

            assertThat(find(term).total()).as(term).isEqualTo(expected.size());
        }
    }

    /** A plain look at everything that a word may stand in, as the begin of it or within a name. */
    private static boolean mentions(Entity entity, String term) {
        var metadata = entity.metadata();
        var spec = entity.json().path("spec");
        var texts = new StringBuilder();
        for (var node : List.of(
                metadata.path("title"),
                metadata.path("description"),
                spec.path("profile").path("displayName"),
                spec.path("profile").path("email"),
                entity.json().path("kind"),
                spec.path("type"),
                spec.path("lifecycle"),
                spec.path("owner"))) {
            texts.append(' ').append(node.asString(""));
        }
        metadata.path("tags").forEach(tag -> texts.append(' ').append(tag.asString()));
        return metadata.path("name").asString().contains(term)
                || List.of(texts.toString().toLowerCase(java.util.Locale.ROOT).split("[^a-z0-9]+")).stream()
                        .anyMatch(word -> word.startsWith(term));
    }

    @Test
    void findsAMisspelledName() {
        for (var i = 0; i < QUESTIONS; i++) {
            var number = random.nextInt(SIZE);
            var name = name(number);
            if (name.indexOf('-') < 4) {
                continue; // Of a short word nothing is taken for a misspelling.
            }
            var end = name.lastIndexOf('-');
            var typo = name.charAt(1) + name.substring(0, 1) + name.substring(2, end - 1) + name.substring(end);

            assertThat(refs(find(typo))).as(typo).contains(generated.ref(number));
        }
    }

    @Test
    void seesAChangeAtOnce() {
        assertThat(find("payment-service-0").total()).isNotNegative();
        var before = find("zebrastripe").total();
        var edit = SnapshotEdit.of(snapshot);
        edit.put(dev.buildrun.testing.StoredEntities.entity("Component", "zebrastripe")
                .build());
        var old = snapshot;
        snapshot = edit.finish(2);
        var after = find("zebrastripe");
        snapshot = old;

        assertThat(before).isZero();
        assertThat(refs(after)).containsExactly("component:default/zebrastripe");
    }

    @Test
    void neverShowsWhatIsHidden() {
        UnaryOperator<Snapshot> owned =
                all -> all.visibleTo(all.field("kind").matches("component").clone());
        for (var term : List.of("payment", "team", "paymnet", "", "service kafka")) {
            var results = find(term, owned);

            assertThat(results.total()).isLessThanOrEqualTo(find(term).total());
            assertThat(refs(results)).allSatisfy(ref -> assertThat(ref).startsWith("component:"));
        }
    }
}
