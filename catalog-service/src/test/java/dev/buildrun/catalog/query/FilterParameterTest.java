package dev.buildrun.catalog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParameterTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kind=component                 | {'kind':'component'}",
                "Kind=Component                 | {'Kind':'Component'}",
                "kind=component,kind=api        | {'kind':{'$in':['component','api']}}",
                "kind=a,spec.type=b             | {'$all':[{'kind':'a'},{'spec.type':'b'}]}",
                "spec.type                      | {'spec.type':{'$exists':true}}",
                "a,a=1                          | {'a':'1'}",
                "a=1,a                          | {'a':'1'}",
                "a=                             | {'a':''}",
                "a=b=c                          | {'a':'b=c'}",
                "` a = b , , c `                | {'$all':[{'a':'b'},{'c':{'$exists':true}}]}",
            })
    void turnsStatementsIntoAPredicate(String parameter, String predicate) {
        var parsed = FilterParameter.toPredicate(List.of(parameter));

        assertThat(parsed)
                .hasValueSatisfying(json -> assertThat(json.toString()).isEqualTo(predicate.replace('\'', '"')));
    }

    @Test
    void takesSeveralParametersAsAlternatives() {
        assertThat(FilterParameter.toPredicate(List.of("kind=user", ",", "kind=group,spec.type=team")))
                .hasValueSatisfying(json -> assertThat(json).isEqualTo(Json.read("""
                                {"$any":[{"kind":"user"},{"$all":[{"kind":"group"},{"spec.type":"team"}]}]}""")));
    }

    @Test
    void meansEverythingWhenItStatesNothing() {
        assertThat(FilterParameter.toPredicate(List.of())).isEmpty();
        assertThat(FilterParameter.toPredicate(List.of(",,", " "))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"=x", "kind=a, =x", "$not=x", "$any", "="})
    void refusesAStatementWithoutAProperKey(String parameter) {
        assertThatThrownBy(() -> FilterParameter.toPredicate(List.of(parameter)))
                .isInstanceOf(ServiceException.class)
                .hasMessageStartingWith("Invalid filter, '")
                .hasMessageContaining("is not a valid statement");
    }
}
