package dev.buildrun.catalog.query;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredicatesTest {
    private static final Snapshot CATALOG = catalog();

    private static Snapshot catalog() {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        edit.put(entity("Component", "web")
                .spec("type", "Service")
                .tags("java", "c#")
                .ownedBy("group:default/a")
                .build());
        edit.put(entity("Component", "a_b")
                .metadata("n", "3")
                .metadata("yes", "true")
                .metadata("nul", "null")
                .build());
        edit.put(entity("API", "axb")
                .spec("type", "openapi")
                .annotation("long", "y".repeat(201))
                .build());
        edit.put(entity("Group", "a")
                .metadata("empty", "\"\"")
                .metadata("f", "1.50")
                .metadata("big", "1e21")
                .build());
        return edit.finish();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                         | a a_b axb web",
                "{'$all':[]}                                                | a a_b axb web",
                "{'$any':[]}                                                | ``",
                "{'KIND':'COMPONENT'}                                       | a_b web",
                "{'kind':'component','metadata.name':'web'}                 | web",
                "{'$any':[{'kind':'api'},{'kind':'group'}]}                 | a axb",
                "{'$not':{'spec.type':'service'}}                           | a a_b axb",
                "{'$not':{'$not':{'kind':'api'}}}                           | axb",
                "{'spec.type':{'$exists':true}}                             | axb web",
                "{'spec.type':{'$exists':false}}                            | a a_b",
                "{'spec.type':{'$exists':true,'$in':['service']}}           | axb web",
                "{'spec.type':{'$in':[]}}                                   | ``",
                "{'kind':{'$in':['API','group']}}                           | a axb",
                "{'metadata.name':{'$hasPrefix':'A_'}}                      | a_b",
                "{'metadata.name':{'$hasPrefix':''}}                        | a a_b axb web",
                "{'metadata.tags':'JAVA'}                                   | web",
                "{'metadata.tags':{'$contains':'c#'}}                       | web",
                "{'metadata.tags.java':true}                                | web",
                "{'metadata.n':3}                                           | a_b",
                "{'metadata.n':'3'}                                         | a_b",
                "{'metadata.n':3.0}                                         | a_b",
                "{'metadata.f':1.5}                                         | a",
                "{'metadata.big':1e21}                                      | a",
                "{'metadata.yes':true}                                      | a_b",
                "{'metadata.nul':{'$exists':true}}                          | a_b",
                "{'metadata.nul':''}                                        | ``",
                "{'metadata.empty':''}                                      | a",
                "{'metadata.annotations.long':{'$exists':true}}             | axb",
                "{'metadata.annotations.long':{'$hasPrefix':'y'}}           | ``",
                "{'relations.ownedBy':'group:default/a'}                    | web",
                "{'relations':{'$contains':{'Type':'ownedBy'}}}             | web",
                "{'relations':{'$contains':{'type':'ownerof','targetRef':'component:default/WEB'}}}    | a",
                "{'relations':{'$contains':{'type':'ownedBy','targetRef':{'$in':['x','group:default/a']}}}} | web",
                "{'relations':{'$exists':true}}                             | ``",
                "{'metadata.etag':{'$exists':true}}                         | ``",
            })
    void means(String predicate, String names) {
        var found = Predicates.parse(Json.read(predicate.replace('\'', '"'))).in(CATALOG);

        assertThat(Arrays.stream(found.toArray())
                        .mapToObj(slot -> CATALOG.entity(slot).ref())
                        .map(ref -> ref.substring(ref.indexOf('/') + 1))
                        .sorted()
                        .collect(Collectors.joining(" ")))
                .isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                  | Invalid query: Validation error: Expected object, received array",
                "'x'                                 | Invalid filter predicate: top-level primitive values are not supported."
                        + " Wrap the value in a field expression, e.g. { \"kind\": \"x\" }",
                "{'$all':['x']}                      | Invalid filter predicate: top-level primitive values are not supported",
                "{'$all':{}}                         | Invalid query: Validation error: Invalid at \"$all\"; Expected string",
                "{'$all':[],'kind':'x'}              | Invalid query: Validation error: Unrecognized key(s) in object: 'kind'",
                "{'$nope':1}                         | Invalid query: Validation error: Invalid at \"$nope\"",
                "{'kind':['x']}                      | Invalid query: Validation error: Expected string, received array at \"kind\"",
                "{'$any':[{'a':{'$hasPrefix':1}}]}   | Invalid query: Validation error: Invalid at \"$any\"; Expected string,"
                        + " received array at \"$any\"",
                "{'kind':null} | Invalid query: Validation error: Expected string, received null at \"kind\", or Expected"
                        + " number, received null at \"kind\", or Expected boolean, received null at \"kind\", or Expected"
                        + " object, received null at \"kind\", or Invalid at \"kind\"; Expected never, received null at"
                        + " \"kind\", or Expected string, received object, or Expected number, received object, or Expected"
                        + " boolean, received object, or Required at \"$all\"; Unrecognized key(s) in object: 'kind', or"
                        + " Required at \"$any\"; Unrecognized key(s) in object: 'kind', or Required at \"$not\";"
                        + " Unrecognized key(s) in object: 'kind'",
                "{'kind':{'$contains':{'type':'x'}}} | Object form of $contains is not supported for field \"kind\"",
                "{'relations':{'$contains':{'a':'x'}}} | Unsupported key \"a\" in $contains for \"relations\". Only",
                "{'relations':{'$contains':{'targetRef':'x'}}} | The $contains operator for \"relations\" requires a \"type\"",
                "{'relations':{'$contains':{'type':'a','Type':'b'}}} | Duplicate key \"Type\" in $contains for",
                "{'relations':{'$contains':{'type':'a','targetRef':{'$in':[]}}}} | Empty \"$in\" array for $contains on",
                "{'relations':{'$contains':{'type':'a','targetRef':7}}} | Unsupported value in $contains for \"relations\": expected",
            })
    void refuses(String predicate, String message) {
        assertThatThrownBy(() -> Predicates.parse(Json.read(predicate.replace('\'', '"'))))
                .isInstanceOf(ServiceException.class)
                .hasMessageStartingWith(message);
    }
}
