package dev.buildrun.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The expected texts are those of Node.js 24. */
class JsonSyntaxTest {
    @ParameterizedTest
    @ValueSource(strings = {"{}", " [1, -2.5e+3, \"a\\u00e9\\n\", true, null]\n", "\"x\"", "0", "{\"a\":{\"b\":[{}]}}"})
    void findsNothingWrongWithJson(String text) {
        assertThat(JsonSyntax.fault(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``              | Unexpected end of JSON input",
                "{\"a\":         | Unexpected end of JSON input",
                "tru             | Unexpected end of JSON input",
                "{               | Expected property name or '}' in JSON at position 1 (line 1 column 2)",
                "{'a':1}         | Expected property name or '}' in JSON at position 1 (line 1 column 2)",
                "{\"a\":1,}      | Expected double-quoted property name in JSON at position 7 (line 1 column 8)",
                "{\"a\" 1}       | Expected ':' after property name in JSON at position 5 (line 1 column 6)",
                "{\"a\":1        | Expected ',' or '}' after property value in JSON at position 6 (line 1 column 7)",
                "[1,2            | Expected ',' or ']' after array element in JSON at position 4 (line 1 column 5)",
                "{}x             | Unexpected non-whitespace character after JSON at position 2 (line 1 column 3)",
                "{\"a\":01}      | Unexpected number in JSON at position 6 (line 1 column 7)",
                "[-]             | No number after minus sign in JSON at position 2 (line 1 column 3)",
                "[1.]            | Unterminated fractional number in JSON at position 3 (line 1 column 4)",
                "[1e]            | Exponent part is missing a number in JSON at position 3 (line 1 column 4)",
                "[\"\\x\"]       | Bad escaped character in JSON at position 3 (line 1 column 4)",
                "[\"\\u12g4\"]   | Bad Unicode escape in JSON at position 6 (line 1 column 7)",
                "[\"ab           | Unterminated string in JSON at position 4 (line 1 column 5)",
                "[1,]            | Unexpected token ']', \"[1,]\" is not valid JSON",
                "{\"a\":x,\"b\":\"long enough\"} | Unexpected token 'x', \"{\"a\":x,\"b\":\"lon\"... is not valid JSON",
                "[\"long enough\", \"and more\", x] | Unexpected token 'x', ...\"nd more\", x]\" is not valid JSON",
                "NaN             | \"NaN\" is not valid JSON"
            })
    void saysWhatIsWrongAsNodeDoes(String text, String message) {
        assertThat(JsonSyntax.fault(text)).contains(message);
    }

    @Test
    void countsLinesAsEditorsDo() {
        assertThat(JsonSyntax.fault("{\r\n  \"a\": 1,\n  b: 2\n}"))
                .contains("Expected double-quoted property name in JSON at position 15 (line 3 column 3)");
    }

    @Test
    void doesNotRunOutOfStackInDeepNesting() {
        assertThat(JsonSyntax.fault("[".repeat(1_000_000))).contains("Unexpected end of JSON input");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1     | Unexpected token '1', \"1\" is not valid JSON",
                "\"x\" | Unexpected token '\"', \"\"x\"\" is not valid JSON",
                "tru   | Unexpected token 't', \"tru\" is not valid JSON",
                "{     | Expected property name or '}' in JSON at position 1 (line 1 column 2)"
            })
    void refusesABodyThatIsNoContainerByItsFirstCharacter(String text, String message) {
        assertThat(JsonSyntax.faultOfContainer(text)).contains(message);
    }
}
