package dev.buildrun.catalog.query;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.testing.StoredEntities;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class EntityPagesTest {
    private static final OrderField BY_NAME = new OrderField("metadata.name", false);

    private static StoredEntities component(int number) {
        return entity("Component", "c" + number).uid("00000000-0000-4000-8000-00000000000" + (9 - number));
    }

    private static Snapshot catalog(StoredEntities... entities) {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        for (var entity : entities) {
            edit.put(entity.build());
        }
        return edit.finish();
    }

    private static EntityQuery query(@Nullable OrderField order, int limit) {
        return new EntityQuery(null, order, null, limit, 0, true, null);
    }

    private static EntityPage next(Snapshot catalog, EntityPage page, int limit) {
        return EntityPages.find(catalog, EntityQuery.following(Objects.requireNonNull(page.nextCursor()), limit));
    }

    private static List<String> names(EntityPage page) {
        return page.items().stream()
                .map(entity -> entity.ref().substring("component:default/".length()))
                .toList();
    }

    private static JsonNode decoded(@Nullable String cursor) {
        return Json.read(Base64.getDecoder().decode(Objects.requireNonNull(cursor)));
    }

    private static String encoded(String json) {
        return Base64.getEncoder().encodeToString(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void listsByUidWhereNothingIsSortedBy() {
        var page = EntityPages.find(catalog(component(1), component(2), component(3)), query(null, 2));

        assertThat(names(page)).containsExactly("c3", "c2");
        assertThat(page.totalItems()).isEqualTo(3);
        assertThat(page.prevCursor()).isNull();
    }

    @Test
    void leavesOutWhoLacksTheFieldAndRepeatsWhoHasSeveralValues() {
        var catalog = catalog(component(1).tags("b", "d"), component(2).tags("c"), component(3));

        var page = EntityPages.find(catalog, query(new OrderField("metadata.Tags", true), 10));

        assertThat(names(page)).containsExactly("c1", "c2", "c1");
        assertThat(page.totalItems()).isEqualTo(2);
        assertThat(page.nextCursor()).isNull();
    }

    @Test
    void writesCursorsThatClientsCanLookInto() {
        var query =
                new EntityQuery((ObjectNode) Json.read("{\"kind\":\"Component\"}"), BY_NAME, null, 1, 0, true, null);

        var page = EntityPages.find(catalog(component(1), component(2)), query);

        assertThat(decoded(page.nextCursor())).isEqualTo(Json.read("""
                        {"orderFields":[{"field":"metadata.name","order":"asc"}],"isPrevious":false,
                        "query":{"kind":"Component"},
                        "orderFieldValues":["c1","00000000-0000-4000-8000-000000000008"],
                        "firstSortFieldValues":["c1","00000000-0000-4000-8000-000000000008"],"totalItems":2}"""));
    }

    @Test
    void followsACursorOfTheOriginal() {
        var catalog = catalog(component(1), component(2), component(3), component(4));
        var cursor = encoded("{'orderFields':[{'field':'metadata.name','order':'desc'}],'isPrevious':false,"
                + "'query':{'kind':'component'},'fullTextFilter':{'term':''},"
                + "'orderFieldValues':['c3','00000000-0000-4000-8000-000000000006'],"
                + "'firstSortFieldValues':['c4','00000000-0000-4000-8000-000000000005'],'totalItems':77}");

        var page = EntityPages.find(catalog, EntityQuery.following(cursor, 1));

        assertThat(names(page)).containsExactly("c2");
        assertThat(page.totalItems()).isEqualTo(77);
        assertThat(decoded(page.prevCursor()).path("isPrevious").asBoolean()).isTrue();
    }

    @Test
    void hasNoPageBeforeTheFirstButOneAfterItWhenItIsReachedBackwards() {
        var catalog = catalog(component(1), component(2), component(3));
        var second = next(catalog, EntityPages.find(catalog, query(BY_NAME, 1)), 1);

        var first = EntityPages.find(catalog, EntityQuery.following(Objects.requireNonNull(second.prevCursor()), 1));

        assertThat(names(first)).containsExactly("c1");
        assertThat(first.prevCursor()).isNull();
        assertThat(first.nextCursor()).isNotNull();
    }

    @Test
    void leadsOnToTheBeginWhereEverythingBeforeThePageHasGone() {
        var before = catalog(component(1), component(2), component(3));
        var second = next(before, EntityPages.find(before, query(BY_NAME, 1)), 1);
        var after = catalog(component(2), component(3));

        var empty = EntityPages.find(after, EntityQuery.following(Objects.requireNonNull(second.prevCursor()), 1));

        assertThat(empty.items()).isEmpty();
        assertThat(empty.prevCursor()).isNull();
        assertThat(names(next(after, empty, 1))).containsExactly("c2");
    }

    @Test
    void looksIntoTheSortedValuesOnlyWhereTheirFieldIsNamedInLowerCase() {
        var catalog = catalog(component(1).tags("java", "go"));
        var order = new OrderField("metadata.tags", false);

        var lower = new EntityQuery(null, order, new FullText("java", List.of("metadata.tags")), 10, 0, true, null);
        var upper = new EntityQuery(null, order, new FullText("java", List.of("metadata.Tags")), 10, 0, true, null);

        assertThat(names(EntityPages.find(catalog, lower))).containsExactly("c1");
        assertThat(names(EntityPages.find(catalog, upper))).containsExactly("c1", "c1");
    }

    @Test
    void carriesTheTotalOfTheFirstPageThroughAllPages() {
        var catalog = catalog(component(1), component(2));
        var first = EntityPages.find(catalog, query(BY_NAME, 1));

        var second = next(catalog(component(1), component(2), component(3)), first, 1);

        assertThat(names(second)).containsExactly("c2");
        assertThat(second.totalItems()).isEqualTo(2);
    }

    @Test
    void countsWithoutListingForALimitOfZero() {
        var page = EntityPages.find(catalog(component(1), component(2)), query(null, 0));

        assertThat(page.items()).isEmpty();
        assertThat(page.totalItems()).isEqualTo(2);
        assertThat(page.nextCursor()).isNull();
    }

    @Test
    void passesOverTheOffset() {
        var catalog = catalog(component(1), component(2), component(3), component(4));

        var page = EntityPages.find(catalog, new EntityQuery(null, BY_NAME, null, 2, 1, true, null));
        var beyond = EntityPages.find(catalog, new EntityQuery(null, BY_NAME, null, 2, 9, true, null));

        assertThat(names(page)).containsExactly("c2", "c3");
        assertThat(names(next(catalog, page, 5))).containsExactly("c4");
        assertThat(beyond.items()).isEmpty();
    }

    @Test
    void searchesTheSortedFieldOrTheUidWhereNoOtherIsNamed() {
        var catalog = catalog(component(1).spec("type", "x c2"), component(2));

        var sorted = new EntityQuery(null, BY_NAME, new FullText(" C2 ", null), 10, 0, true, null);
        var unsorted = new EntityQuery(null, null, new FullText("c2", null), 10, 0, true, null);
        var named = new EntityQuery(null, BY_NAME, new FullText("c2", List.of("spec.Type")), 10, 0, true, null);

        assertThat(names(EntityPages.find(catalog, sorted))).containsExactly("c2");
        assertThat(names(EntityPages.find(catalog, unsorted))).isEmpty();
        assertThat(names(EntityPages.find(catalog, named))).containsExactly("c1");
    }

    @Test
    void takesWildcardsOfSqlForWhatTheyAre() {
        var catalog = catalog(component(1).spec("type", "a_c"), component(2).spec("type", "abc"));

        var query = new EntityQuery(null, BY_NAME, new FullText("A_C", List.of("spec.type")), 10, 0, true, null);

        assertThat(names(EntityPages.find(catalog, query))).containsExactly("c1");
    }

    @Test
    void takesTheFilterOfAnOlderCursorBesideItsQuery() {
        var cursor = encoded("{'orderFields':[{'field':'metadata.name','order':'asc'}],'isPrevious':false,"
                + "'orderFieldValues':['c0','00000000-0000-4000-8000-000000000000'],"
                + "'filter':{'anyOf':[{'key':'spec.type','values':['x']},{'not':{'key':'spec.type'}}]},"
                + "'query':{'metadata.name':{'$in':['c1','c2']}}}");
        var catalog = catalog(
                component(1).spec("type", "x"),
                component(2).spec("type", "y"),
                component(3).spec("type", "x"));

        var page = EntityPages.find(catalog, EntityQuery.following(cursor, 5));

        assertThat(names(page)).containsExactly("c1");
        assertThat(page.totalItems()).isEqualTo(1);
    }

    @Test
    void offersNoWayBackWhereACursorDoesNotSayWhereTheListBegan() {
        var cursor = encoded("{'orderFields':[{'field':'metadata.name','order':'asc'}],'isPrevious':false,"
                + "'orderFieldValues':['c1','00000000-0000-4000-8000-000000000008'],'totalItems':7}");

        var page = EntityPages.find(catalog(component(1), component(2)), EntityQuery.following(cursor, 5));

        assertThat(names(page)).containsExactly("c2");
        assertThat(page.prevCursor()).isNull();
        assertThat(page.totalItems()).isEqualTo(7);
    }

    @Test
    void findsNothingInNoField() {
        var query = new EntityQuery(null, BY_NAME, new FullText("c", List.of()), 10, 0, true, null);

        assertThat(names(EntityPages.find(catalog(component(1)), query))).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithACursorInTheWordsOfTheOriginal() {
        var query = EntityQuery.following(encoded("{'orderFields':[],'isPrevious':1,'orderFieldValues':[]}"), 1);

        assertThatThrownBy(() -> EntityPages.find(Snapshot.EMPTY, query)).hasMessage("""
                Malformed cursor: InputError: Malformed cursor: [
                  {
                    "code": "invalid_type",
                    "expected": "boolean",
                    "received": "number",
                    "path": [
                      "isPrevious"
                    ],
                    "message": "Expected boolean, received number"
                  }
                ]""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'key':'METADATA.NAME','values':['C2','c3']}                              | c2 c3",
                "{'key':'metadata.title'}                                                  | c2",
                "{'not':{'key':'metadata.title'}}                                          | c1 c3",
                "{'anyOf':[{'key':'metadata.title'},{'key':'metadata.name','values':['c1']}]} | c1 c2",
                "{'allOf':[{'key':'kind'},{'key':'metadata.title'}]}                       | c2",
            })
    void followsACursorWithAnOldFilter(String filter, String names) {
        var catalog = catalog(component(1), component(2).metadata("title", "\"t\""), component(3), component(4));
        var cursor = encoded("{'orderFields':[{'field':'metadata.name','order':'asc'}],'isPrevious':false,'filter':"
                + filter + ",'query':{'$not':{'metadata.name':'c4'}},'orderFieldValues':['c0','"
                + "00000000-0000-4000-8000-000000000000'],'totalItems':7}");

        var page = EntityPages.find(catalog, EntityQuery.following(cursor, 5));

        assertThat(String.join(" ", names(page))).isEqualTo(names);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'a':1}",
                "[]",
                "nonsense",
                "{'orderFields':[],'isPrevious':false,'orderFieldValues':['not a uid']}",
                "{'orderFields':[{'field':'a','order':'up'}],'isPrevious':false,'orderFieldValues':['a','b']}",
                "{'orderFields':[{'field':'a','order':'asc'}],'isPrevious':false,'orderFieldValues':['a']}",
                "{'orderFields':[],'isPrevious':1,'orderFieldValues':['x']}",
                "{'orderFields':[],'isPrevious':false,'orderFieldValues':[7]}",
                "{'orderFields':[],'isPrevious':false,'orderFieldValues':['x'],'filter':{'values':['kind']}}",
            })
    void refusesWhatIsNoCursor(String json) {
        var query = EntityQuery.following(encoded(json), 1);

        assertThatThrownBy(() -> EntityPages.find(Snapshot.EMPTY, query))
                .isInstanceOf(ServiceException.class)
                .hasMessageStartingWith("Malformed cursor: ");
    }

    @Test
    void refusesACursorWhosePredicateIsNone() {
        var query = EntityQuery.following(
                encoded("{'orderFields':[],'isPrevious':false,'orderFieldValues':['x'],'query':'x'}"), 1);

        assertThatThrownBy(() -> EntityPages.find(Snapshot.EMPTY, query))
                .isInstanceOf(ServiceException.class)
                .hasMessageStartingWith("Invalid filter predicate: top-level primitive values are not supported");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad", "%%%", "====", "e30=", "AAAA"})
    void refusesTextThatIsNoCursorEither(String cursor) {
        assertThatThrownBy(() -> EntityPages.find(Snapshot.EMPTY, EntityQuery.following(cursor, 1)))
                .isInstanceOf(ServiceException.class)
                .hasMessageStartingWith("Malformed cursor: ");
    }
}
