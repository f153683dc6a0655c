package dev.buildrun.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.ParsedDocument.Broken;
import dev.buildrun.json.ParsedDocument.Content;
import dev.buildrun.scaffolder.testing.CpuTime;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static String json(String yaml) {
        return Json.write(Yaml.read(yaml));
    }

    private static <T> T soon(Callable<T> work) {
        try {
            return CpuTime.within(SOON, work);
        } catch (Exception exception) {
            throw new IllegalStateException(exception);
        }
    }

    private static Broken broken(String yaml) {
        return (Broken) soon(() -> Yaml.documents(yaml).getLast());
    }

    @Nested
    class Scalars {
        /** The values were seen with the yaml package of npm, which Backstage reads its descriptors with. */
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "yes | \"yes\"",
                    "on | \"on\"",
                    "no | \"no\"",
                    "true | true",
                    "False | false",
                    "tRue | \"tRue\"",
                    "~ | null",
                    "null | null",
                    "Null | null",
                    "nUll | \"nUll\"",
                    "010 | 10",
                    "-7 | -7",
                    "+7 | 7",
                    "0o7 | 7",
                    "0x1F | 31",
                    "2024-01-01 | \"2024-01-01\"",
                    "12:30:45 | \"12:30:45\"",
                    "1_000 | \"1_000\"",
                    "1.0 | 1",
                    "1.5 | 1.5",
                    ".5 | 0.5",
                    "1e3 | 1000",
                    "-0.0 | 0",
                    ".inf | null",
                    "-.INF | null",
                    ".nan | null",
                    "1e999 | null",
                    "9007199254740993 | 9007199254740992",
                    "12345678901234567890 | 12345678901234567000",
                    "'1' | \"1\"",
                    "\"true\" | \"true\"",
                    "!!str 12 | \"12\"",
                    "!!int \"12\" | 12",
                    "!!int x | \"x\"",
                    "!!float \"1.5\" | 1.5",
                    "! 12 | \"12\"",
                    "!env 12 | \"12\"",
                    "!reference [a, b] | [\"a\",\"b\"]",
                    "!!binary aGk= | \"aGk=\"",
                    "= | \"=\"",
                })
        void areThoseOfTheCoreSchema(String yaml, String expected) {
            assertThat(json("a: " + yaml)).isEqualTo("{\"a\":" + expected + "}");
        }

        @Test
        void inBlocksKeepTheirLines() {
            assertThat(json("a: |\n  x\n  y\nb: >\n  x\n  y\nc: |-\n  z\n"))
                    .isEqualTo("{\"a\":\"x\\ny\\n\",\"b\":\"x y\\n\",\"c\":\"z\"}");
        }
    }

    @Nested
    class Maps {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{1: a} | {\"1\":\"a\"}",
                    "{true: a} | {\"true\":\"a\"}",
                    "{~: a} | {\"\":\"a\"}",
                    "{1.0: a} | {\"1\":\"a\"}",
                    "{<<: {a: 1}, b: 2} | {\"<<\":{\"a\":1},\"b\":2}",
                    "{a: &x {b: 1}, c: *x} | {\"a\":{\"b\":1},\"c\":{\"b\":1}}",
                    "{a: &x k, *x : 1} | {\"a\":\"k\",\"k\":1}",
                })
        void haveTextKeys(String yaml, String expected) {
            assertThat(json(yaml)).isEqualTo(expected);
        }

        @Test
        void refuseAKeyThatAppearsTwice() {
            assertThat(broken("a: 1\nb:\n  c: 1\n  c: 2\n"))
                    .isEqualTo(new Broken("Map keys must be unique at line 4, column 3", 4, 3));
        }

        @Test
        void refuseAMapAsAKey() {
            assertThat(broken("name: {{ values.name }}\n").message())
                    .isEqualTo("Expected a plain value as the key of a map but found a list or a map"
                            + " at line 1, column 8");
        }

        @Test
        void mayBeJsonIndentedByTabs() {
            assertThat(json("{\n\t\"a\": [\n\t\t1,\n\t\t2.0\n\t]\n}\n")).isEqualTo("{\"a\":[1,2]}");
        }

        @Test
        void mayBeCompactJsonWithEscapes() {
            assertThat(json("{\"a\":\"\\/\\t\\ud83d\\ude80\\u00e9\",\"b\":[{\"c\":null}]}"))
                    .isEqualTo("{\"a\":\"/\\t🚀é\",\"b\":[{\"c\":null}]}");
        }
    }

    @Nested
    class Documents {
        @Test
        void areReadInOrderWithTheLineThatTheyStartAt() {
            var documents = Yaml.documents("# first\na: 1\n---\n\n- x\n...\n--- text\n");

            assertThat(documents)
                    .containsExactly(
                            new Content(2, Json.read("{\"a\":1}")),
                            new Content(5, Json.read("[\"x\"]")),
                            new Content(7, Json.read("\"text\"")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "\n", "# only a comment\n", "---\n", "---\n---\n", "---\n# x\n---\n~\n", "null"})
        void thatAreEmptyAreSkipped(String yaml) {
            assertThat(Yaml.documents(yaml)).isEmpty();
        }

        @Test
        void beforeABrokenOneAreStillGiven() {
            var documents = Yaml.documents("a: 1\n---\nb: [unclosed\n---\nc: 1\n");

            assertThat(documents).hasSize(2);
            assertThat(documents.getFirst()).isEqualTo(new Content(1, Json.read("{\"a\":1}")));
            assertThat(documents.getLast())
                    .isInstanceOfSatisfying(
                            Broken.class, fault -> assertThat(fault.line()).isEqualTo(4));
        }

        @Test
        void doNotShareAnchors() {
            assertThat(broken("a: &x 1\n---\nb: *x\n").message())
                    .isEqualTo("Unresolved alias (the anchor must be set before the alias): x at line 3, column 4");
        }

        @Test
        void mustBeExactlyOneWhereOneIsWanted() {
            assertThatThrownBy(() -> Yaml.read("a: 1\n---\nb: 1\n"))
                    .isInstanceOf(ServiceException.class)
                    .hasMessage("Expected exactly one YAML document, found 2");
            assertThatThrownBy(() -> Yaml.read("a: [\n"))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageStartingWith("Expected YAML: ")
                    .hasMessageContaining("line 2");
        }

        @Test
        void mayStartWithAByteOrderMarkAndEndLinesAsWindowsDoes() {
            assertThat(json("\uFEFFa: 1\r\nb: 2\r\n")).isEqualTo("{\"a\":1,\"b\":2}");
        }

        @Test
        void mayHoldAnyPrintableText() {
            assertThat(json("a: Grüße, 世界 🚀\n")).isEqualTo("{\"a\":\"Grüße, 世界 🚀\"}");
        }
    }

    @Nested
    class Writing {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "[]",
                    "null",
                    "\"\"",
                    "[\"true\",\"null\",\"~\",\"1\",\"1.5\",\"0o7\",\"0x1F\",\".inf\",\"010\",\"-\",\"yes\",\"<<\"]",
                    "{\"a\":{\"b\":[1,1.5,true,null,\"x\",{\"c\":[]}]},\"1\":\"# no comment\",\"true\":\"a: b\"}",
                    "[\"line\\nline\\n\",\" leading\",\"trailing \",\"tab\\t\",\"'\\\"\\\\\",\"\\u0001\",\"世界 🚀\",\"@a\",\"*a\",\"&a\",\"!a\",\"%a\"]",
                    "[12345678901234567000,1.0E21,-0.001,9007199254740992]",
                })
        void isReadBackAsItWas(String json) {
            var tree = Json.read("{\"value\":" + json + "}");

            assertThat(Yaml.read(Yaml.write(tree))).isEqualTo(tree);
        }

        @Test
        void isPlainAndKeepsTheOrder() {
            var tree = Json.read("{\"b\":\"yes\",\"a\":[{\"c\":1,\"d\":\"2\"}],\"text\":\"x\\ny\\n\"}");

            assertThat(Yaml.write(tree)).isEqualTo("b: yes\na:\n- c: 1\n  d: '2'\ntext: |\n  x\n  y\n");
        }
    }

    @Nested
    class Refuses {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a: [unclosed",
                    "a: {b: 1",
                    "a: 'x",
                    "a: b: c",
                    "\ta: 1",
                    "a: 1\n\tb: 2",
                    "a:\n - 1\n b: 2",
                    "%YAML 2.0\n---\na: 1",
                    "a: *b",
                    "&a [*a]",
                    "a: !<",
                    "a: @b",
                })
        void whatIsNotYaml(String yaml) {
            assertThat(broken(yaml).message()).matches("(?s).+ at line \\d+, column \\d+");
        }

        @Test
        void anAliasBombAtOnce() {
            var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
            for (var level = 1; level < 60; level++) {
                var alias = "*a" + (level - 1);
                bomb.append("a" + level + ": &a" + level + " [" + (alias + ", ").repeat(9) + alias + "]\n");
            }

            assertThat(broken(bomb.toString()).message())
                    .startsWith("Expected at most 1000000 values after aliases are expanded, found more at line 6");
        }

        @Test
        void anAnchorThatIsUsedTooOften() {
            assertThat(broken("a: &x {b: 1}\nc: [" + "*x, ".repeat(101) + "]\n").message())
                    .startsWith("Expected at most 100 uses of the anchor x at line 2");
        }

        @Test
        void aTreeThatAliasesMakeTooDeep() {
            var chain = new StringBuilder("a0: &a0 [x]\n");
            for (var level = 1; level < 300; level++) {
                chain.append("a" + level + ": &a" + level + " [*a" + (level - 1) + "]\n");
            }

            assertThat(broken(chain.toString()).message())
                    .startsWith("Expected at most 200 levels of lists and maps, found more at line 200");
        }

        @ParameterizedTest
        @ValueSource(strings = {"[", "{a: ", "- ", "? "})
        void whatIsNestedTenThousandLevelsDeep(String opening) {
            assertThat(broken(opening.repeat(10_000)).message())
                    .matches("Expected at most 200 levels of lists and maps, found more at line 1, column \\d+"
                            + "|(?s)while scanning a simple key.*");
        }

        @Test
        void nestingByIndentation() {
            var nested = IntStream.range(0, 1_000)
                    .mapToObj(level -> " ".repeat(level) + "a:\n")
                    .collect(Collectors.joining());

            assertThat(broken(nested))
                    .isEqualTo(new Broken(
                            "Expected at most 200 levels of lists and maps, found more at line 201, column 201",
                            201,
                            201));
        }

        @Test
        void twentyMillionCharacters() {
            assertThat(broken("a: " + "x".repeat(20_000_000)).message())
                    .isEqualTo("Expected at most 5242880 characters but found 20000003 at line 1, column 1");
        }

        @Test
        void tooManyDocuments() {
            assertThat(broken("--- a\n".repeat(10_001)).message())
                    .isEqualTo("Expected at most 10000 documents but found more at line 10001, column 1");
        }

        @Test
        void tooManyValues() {
            assertThat(broken("- a\n".repeat(1_000_001)).message())
                    .startsWith("Expected at most 1000000 values after aliases are expanded");
        }

        @Test
        void manyKeysOfOneHashInReasonableTime() {
            var pairs = new String[] {"Aa", "BB"};
            var colliding = IntStream.range(0, 1 << 15)
                    .mapToObj(number -> IntStream.range(0, 15)
                            .mapToObj(bit -> pairs[(number >> bit) & 1])
                            .collect(Collectors.joining()))
                    .map(key -> key + ": 1\n")
                    .collect(Collectors.joining());

            assertThat(soon(() -> Yaml.read(colliding))).hasSize(1 << 15);
        }

        @Test
        void aNulCharacter() {
            assertThat(broken("a: 1\nb: x\0y\n"))
                    .isEqualTo(new Broken(
                            "Expected printable text but found the character 0x0 at line 2, column 5", 2, 5));
        }

        @Test
        void aLoneSurrogate() {
            assertThat(broken("a: \uD800\n").message())
                    .isEqualTo("Expected printable text but found the character 0xd800 at line 1, column 4");
        }

        @Test
        void moreThanTheCallerAllows() {
            var limits = Yaml.LIMITS.withMaxCharacters(10);

            assertThat(Yaml.documents("a: 123456789", limits)).hasExactlyElementsOfTypes(Broken.class);
            assertThatThrownBy(() -> Yaml.read("a: 123456789", limits)).isInstanceOf(ServiceException.class);
        }
    }
}
