package dev.buildrun.catalog.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.index.IndexedEntity;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Random questions about catalogs that change at random, each answer compared with that of {@link CatalogModel}. */
class QueriesAgainstModelTest {
    private static final int ROUNDS = 12;
    private static final int QUESTIONS = 40;

    private static RandomCatalog catalog(long seed) {
        return new RandomCatalog(seed, seed % 2 == 0 ? 20 : 300);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void servesTheSameEntities(long seed) {
        var catalog = catalog(seed);
        for (var round = 0; round < ROUNDS; round++) {
            catalog.change(1 + catalog.upTo(60));
            var snapshot = catalog.snapshot();
            var items = catalog.model().items();

            assertThat(snapshot.size()).isEqualTo(items.size());
            assertThat(items).allSatisfy(item -> {
                var entity = snapshot.byRef(item.ref()).orElseThrow();
                var expected = item.served().copy();
                var served = snapshot.tree(entity);
                assertThat(snapshot.byUid(item.uid())).hasValue(entity);
                assertThat(withoutEtag(served)).isEqualTo(withoutEtag(expected));
            });
        }
    }

    private static ObjectNode withoutEtag(ObjectNode entity) {
        entity.withObject("/metadata").remove("etag");
        return entity;
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void findsTheSameEntities(long seed) {
        var catalog = catalog(seed);
        for (var round = 0; round < ROUNDS; round++) {
            catalog.change(1 + catalog.upTo(60));
            var model = catalog.model();
            for (var i = 0; i < QUESTIONS; i++) {
                var predicate = catalog.predicate(3);
                var query = new EntityQuery(predicate, null, null, Integer.MAX_VALUE - 1, 0, true, null);

                var page = EntityPages.find(catalog.snapshot(), query);

                assertThat(uids(page.items()))
                        .as(predicate.toString())
                        .isEqualTo(model.matching(predicate).stream()
                                .map(CatalogModel.Item::uid)
                                .toList());
                assertThat(page.totalItems()).isEqualTo(page.items().size());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26})
    void pagesThroughTheSameRowsForwardsAndBackwards(long seed) {
        var catalog = catalog(seed);
        for (var round = 0; round < ROUNDS; round++) {
            catalog.change(1 + catalog.upTo(80));
            for (var i = 0; i < QUESTIONS / 4; i++) {
                var predicate = catalog.upTo(3) == 0 ? Json.object() : catalog.predicate(2);
                var order = new OrderField(catalog.anyKey(), catalog.upTo(1) == 1);
                var text = catalog.upTo(2) == 0 ? new FullText("E", null) : null;
                var expected = catalog.model()
                        .ordered(predicate, order.key(), order.descending(), text == null ? "" : text.lowerTerm());
                var limit = 1 + catalog.upTo(7);

                var forwards = new ArrayList<List<String>>();
                var query = new EntityQuery(predicate, order, text, limit, 0, true, null);
                var last = walk(catalog, query, limit, forwards, EntityPage::nextCursor);

                assertThat(forwards.stream().flatMap(List::stream).toList())
                        .as(predicate + " by " + order)
                        .isEqualTo(
                                expected.stream().map(row -> row.item().uid()).toList());
                assertThat(last.totalItems()).isEqualTo((int)
                        expected.stream().map(CatalogModel.Row::item).distinct().count());
                var backwards = new ArrayList<List<String>>();
                if (last.prevCursor() != null) {
                    walk(
                            catalog,
                            EntityQuery.following(last.prevCursor(), limit),
                            limit,
                            backwards,
                            EntityPage::prevCursor);
                }
                assertThat(backwards.reversed()).isEqualTo(forwards.subList(0, forwards.size() - 1));
            }
        }
    }

    private static EntityPage walk(
            RandomCatalog catalog,
            EntityQuery first,
            int limit,
            List<List<String>> pages,
            Function<EntityPage, @Nullable String> next) {
        var page = EntityPages.find(catalog.snapshot(), first);
        pages.add(uids(page.items()));
        var cursor = next.apply(page);
        while (cursor != null) {
            page = EntityPages.find(catalog.snapshot(), EntityQuery.following(cursor, limit));
            pages.add(uids(page.items()));
            cursor = next.apply(page);
        }
        return page;
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34})
    void countsTheSameFacets(long seed) {
        var catalog = catalog(seed);
        for (var round = 0; round < ROUNDS; round++) {
            catalog.change(1 + catalog.upTo(60));
            var model = catalog.model();
            for (var i = 0; i < QUESTIONS; i++) {
                var predicate = catalog.predicate(1);
                var key = catalog.anyKey();

                var buckets = Facets.of(
                        catalog.snapshot(), Predicates.parse(predicate).in(catalog.snapshot()), key);

                var counts = new LinkedHashMap<String, Integer>();
                buckets.forEach(bucket -> counts.put(bucket.value(), bucket.count()));
                assertThat(counts)
                        .as(predicate + " " + key)
                        .isEqualTo(model.facet(predicate, key.toLowerCase(Locale.ROOT)));
            }
        }
    }

    private static List<String> uids(List<IndexedEntity> entities) {
        return entities.stream().map(entity -> entity.uid().toString()).toList();
    }
}
