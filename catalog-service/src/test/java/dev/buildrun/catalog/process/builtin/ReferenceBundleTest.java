package dev.buildrun.catalog.process.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Specifications that are meant to do harm. */
class ReferenceBundleTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Files whose text follows from their name. */
    private record Made(UnaryOperator<String> text) implements ReferenceFiles {
        @Override
        public String resolve(String reference, String base) {
            return reference;
        }

        @Override
        public String read(String place) {
            return text.apply(place);
        }
    }

    private static String bundle(String root, UnaryOperator<String> files) {
        return Json.write(ReferenceBundle.of(Yaml.read(root), "root", new Made(files)));
    }

    private static void assertRefused(String root, UnaryOperator<String> files, String message) {
        assertTimeout(
                SOON,
                () -> assertThatThrownBy(() -> bundle(root, files))
                        .isInstanceOf(ServiceException.class)
                        .hasMessageStartingWith(message));
    }

    @Test
    void readsNoMoreThan200Files() {
        assertRefused(
                "a: {$ref: '1'}",
                file -> "a: {$ref: '" + (Integer.parseInt(file) + 1) + "'}",
                "Expected at most 200 files in a specification");
    }

    @Test
    void readsNoMoreThanTenMillionCharacters() {
        var text = "x".repeat(2_000_000);

        assertRefused(
                "[{$ref: '1'}, {$ref: '2'}, {$ref: '3'}, {$ref: '4'}, {$ref: '5'}, {$ref: '6'}]",
                _ -> "a: " + text,
                "Expected at most 10000000 characters in a specification");
    }

    @Test
    void followsNoMoreThan100References() {
        var chain = IntStream.range(0, 150)
                .mapToObj(index -> "a" + index + ": {$ref: '#/a" + (index + 1) + "'}")
                .collect(Collectors.joining("\n", "", "\na150: 1\n"));

        assertRefused(chain, _ -> "", "Expected at most 100 references that lead from one to the next");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: {$ref: '#/a'}",
                "{a: {$ref: '#/b'}, b: {$ref: '#/a'}}",
                "{a: {$ref: '#/b'}, b: {$ref: '#/c'}, c: {$ref: '#/a'}}",
                "{a: {$ref: 'x#/a'}, b: {$ref: 'y#/a'}}",
                "{a: {$ref: 'x'}}",
                "$ref: x",
                "$ref: '#'",
                "{a: {$ref: '#'}}",
                "{a: {$ref: '#/a', more: 1}}",
            })
    void endsInACircle(String root) {
        assertTimeout(SOON, () -> {
            try {
                var text =
                        bundle(root, file -> "a: {$ref: '" + (file.equals("x") ? "y" : "x") + "#/a'}\nself: {$ref: x}");
                assertThat(text).doesNotContain("\"x", "\"y");
            } catch (ServiceException refused) {
                assertThat(refused).hasMessageContaining("Expected at most");
            }
        });
    }

    @Test
    void doesNotGrowWithoutEnd() {
        var levels = IntStream.range(0, 30)
                .mapToObj(index -> "a" + index + ": {l: {$ref: 'f#/a" + (index + 1) + "', x: 1}, r: {$ref: 'f#/a"
                        + (index + 1) + "', x: 2}}")
                .collect(Collectors.joining("\n", "", "\na30: {}\n"));

        assertTimeout(
                SOON,
                () -> assertThat(bundle("a: {$ref: 'f#/a0'}", _ -> levels)).hasSizeLessThan(10_000));
    }

    @Test
    void doesNotGoDeeperThan200Levels() {
        var deep = "{a: ".repeat(150) + "LAST" + "}".repeat(150);

        assertRefused(deep.replace("LAST", "{$ref: x}"), _ -> deep, "Expected at most 500000 values and 200 levels");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: {$ref: 7}",
                "a: {$ref: ''}",
                "a: {$ref: '#anchor'}",
                "a: {$ref: {b: 1}}",
                "a: [1, null]",
                "text"
            })
    void leavesAloneWhatIsNoReference(String root) {
        assertThat(bundle(root, _ -> "")).isEqualTo(Json.write(Yaml.read(root)));
    }
}
