package dev.buildrun.catalog.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityNames;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.process.ProcessingOutcome.Completed;
import dev.buildrun.catalog.process.ProcessingOutcome.Failed;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessingTest {
    private static final String URL = "https://example.com/all.yaml";
    private static final String ALIAS_BOMB = """
            a: &a [x, x, x, x, x, x, x, x, x, x]
            b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
            c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
            d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
            e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
            f: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
            """;
    private static final KnownHosts HOSTS = new KnownHosts(Map.of(), null);

    private final FilesInMemory files = new FilesInMemory(Map.of(URL, component("a")));

    private static String component(String name) {
        return "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: " + name
                + "}\nspec: {type: a, lifecycle: b, owner: c}\n";
    }

    private static UnprocessedEntity location(String type, String target) {
        return UnprocessedEntity.of(EntityNames.generatedLocation(new LocationRef(type, target)), null);
    }

    private ProcessingOutcome process(UnprocessedEntity entity, ProcessorCache cache) {
        var processors = BuiltInProcessors.withoutFiles(files, HOSTS);
        return new Processing(processors, CatalogRules.DEFAULT, HOSTS).process(entity, cache);
    }

    private static List<String> emitted(ProcessingOutcome outcome) {
        return ((Completed) outcome)
                .emitted().stream().map(UnprocessedEntity::ref).toList();
    }

    @Nested
    class TheCache {
        @Test
        void sparesReadingWhatHasNotChanged() {
            var first = process(location("url", URL), ProcessorCache.EMPTY);
            var cache = ProcessorCache.parse(Json.read(Json.write(first.cache().toJson())));

            var second = process(location("url", URL), cache);

            assertThat(emitted(first)).containsExactly("component:default/a");
            assertThat(second.hash()).isEqualTo(first.hash());
            assertThat(((Completed) second).emitted()).isEqualTo(((Completed) first).emitted());
            assertThat(second.cache()).isEqualTo(cache);
        }

        @Test
        void givesWayToWhatHasChanged() {
            var first = process(location("url", URL), ProcessorCache.EMPTY);
            files.put(URL, component("b"));

            var second = process(location("url", URL), first.cache());

            assertThat(emitted(second)).containsExactly("component:default/b");
            assertThat(second.hash()).isNotEqualTo(first.hash());
        }

        @Test
        void isForgottenAfterFiveFailures() {
            var outcome = process(location("url", URL), ProcessorCache.EMPTY);
            files.put(URL, "[");
            var failures = 0;

            while (!outcome.cache().equals(ProcessorCache.EMPTY)) {
                outcome = process(location("url", URL), outcome.cache());
                failures++;
            }

            assertThat(outcome).isInstanceOf(Failed.class);
            assertThat(failures).isEqualTo(5);
        }

        @Test
        void isEmptyWhenItCannotBeRead() {
            assertThat(ProcessorCache.parse(Json.read("[1]"))).isEqualTo(ProcessorCache.EMPTY);
        }
    }

    @Nested
    class Failures {
        @Test
        void ofAProcessorThatHasABugAreValuesAsWell() {
            var buggy = new EntityProcessor() {
                @Override
                public String name() {
                    return "Buggy";
                }

                @Override
                public Entity postProcess(Entity entity, ProcessingContext context) {
                    throw new IllegalStateException("secret detail");
                }
            };
            var processors =
                    List.of(BuiltInProcessors.withoutFiles(files, HOSTS).get(1), buggy);

            var outcome = new Processing(processors, CatalogRules.DEFAULT, HOSTS)
                    .process(location("odd", "x"), ProcessorCache.EMPTY);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> assertThat(failed.errors())
                                    .singleElement()
                                    .asString()
                                    .doesNotContain("secret"));
        }

        @Test
        void ofAReaderAreToldWithTheirName() {
            var refusing = new LocationReader() {
                @Override
                public Search search(String target, @Nullable String etag) {
                    throw ServiceException.input("not today");
                }

                @Override
                public String read(String target) {
                    throw ServiceException.input("not today");
                }
            };
            var processors = BuiltInProcessors.withoutFiles(refusing, HOSTS);

            var outcome = new Processing(processors, CatalogRules.DEFAULT, HOSTS)
                    .process(location("url", URL), ProcessorCache.EMPTY);

            assertThat(((Failed) outcome).errors()).singleElement().hasToString("Error: Unable to read url, not today");
        }

        @Test
        void areEqualByHashWhenTheyAreEqual() {
            files.put(URL, "[]");

            var first = process(location("url", URL), ProcessorCache.EMPTY);
            var second = process(location("url", URL), ProcessorCache.EMPTY);

            assertThat(first).isInstanceOf(Failed.class);
            assertThat(second.hash()).isEqualTo(first.hash());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    ALIAS_BOMB,
                    "a: \0",
                    "a: \uD800",
                    "a: 'x",
                })
        void ofHostileFilesAreValues(String text) {
            files.put(URL, text);

            assertThat(process(location("url", URL), ProcessorCache.EMPTY))
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> assertThat(failed.errors())
                                    .singleElement()
                                    .asString()
                                    .startsWith("Error: YAML error at url:" + URL + ", YAMLParseError: ")
                                    .containsPattern(" at line \\d+, column \\d+$"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "metadata: {name: \"a\\0b\"}\nspec: {}\n",
                    "metadata: {name: a, namespace: \"\\uD800\"}\nspec: {}\n",
                })
        void ofNamesThatCannotBeStoredAreValues(String rest) {
            files.put(URL, "apiVersion: backstage.io/v1alpha1\nkind: Location\n" + rest);

            assertThat(((Failed) process(location("url", URL), ProcessorCache.EMPTY)).errors())
                    .singleElement()
                    .asString()
                    .contains(URL)
                    .endsWith("has characters that cannot be stored");
        }

        @Test
        void ofTargetsThatCannotBeStoredAreValues() {
            var outcome = process(location("url", "https://example.com/\0"), ProcessorCache.EMPTY);

            assertThat(((Failed) outcome).errors())
                    .singleElement()
                    .asString()
                    .endsWith("has characters that cannot be stored");
        }

        @Test
        void ofEnormousFilesComeSoon() {
            Assertions.assertTimeout(Duration.ofSeconds(10), () -> {
                for (var text : List.of("a: " + "x".repeat(20_000_000), "[".repeat(10_000), "- ".repeat(10_000))) {
                    files.put(URL, text);
                    assertThat(process(location("url", URL), ProcessorCache.EMPTY))
                            .isInstanceOf(Failed.class);
                }
            });
        }
    }

    @Nested
    class LocalFiles {
        @TempDir
        Path folder;

        private ProcessingOutcome process(String target, Set<LocationRef> configured) {
            var processors = BuiltInProcessors.all(files, HOSTS, configured);
            return new Processing(processors, CatalogRules.DEFAULT, HOSTS)
                    .process(location("file", target), ProcessorCache.EMPTY);
        }

        private ProcessingOutcome process(String target) {
            return process(target, Set.of(new LocationRef("file", target)));
        }

        private String write(String name, String text) throws IOException {
            var file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text).toString();
        }

        @Test
        void areReadForALocationOfTheConfig() throws IOException {
            var file = write("all.yaml", component("a"));

            var outcome = (Completed) process(file);

            assertThat(emitted(outcome)).containsExactly("component:default/a");
            assertThat(outcome.emitted().getFirst().locationKey()).isEqualTo("file:" + file);
            assertThat(outcome.refreshKeys()).containsExactly("file:" + file);
        }

        @Test
        void areReadByPattern() throws IOException {
            write("x/a.yaml", component("a"));
            write("x/deep/er/b.yaml", component("b"));
            write("x/.hidden/c.yaml", component("c"));
            write("x/d.txt", "no entity");

            var outcome = process(folder.resolve("x/**/*.yaml").toString());

            assertThat(emitted(outcome)).containsExactly("component:default/a", "component:default/b");
        }

        @Test
        void mayNotBeThere() {
            var file = folder.resolve("none.yaml").toString();

            assertThat(((Failed) process(file)).errors())
                    .singleElement()
                    .hasToString("NotFoundError: file " + file + " does not exist");
        }

        @Test
        void areNotReadForAnyOtherLocation() throws IOException {
            var file = write("all.yaml", component("a"));

            assertThat(((Failed) process(file, Set.of())).errors())
                    .singleElement()
                    .asString()
                    .contains("NotAllowedError: Reading file:" + file + " is not allowed");
        }

        @Test
        void lendTheirTextToPlaceholdersBesideThem() throws IOException {
            write("api.yaml", "openapi: 3.1.0\n");
            var origin = new LocationRef("file", write("all.yaml", ""));
            var json = EntityNames.generatedLocation(origin).copy();
            json.put("kind", "API");
            json.putObject("spec")
                    .put("type", "openapi")
                    .put("lifecycle", "a")
                    .put("owner", "b")
                    .putObject("definition")
                    .put("$text", "./api.yaml");
            var entity = UnprocessedEntity.of(Entity.of(json), null);

            var allowed = new Processing(
                            BuiltInProcessors.all(files, HOSTS, Set.of(origin)), CatalogRules.DEFAULT, HOSTS)
                    .process(entity, ProcessorCache.EMPTY);
            var refused = ProcessingTest.this.process(entity, ProcessorCache.EMPTY);

            assertThat(((Completed) allowed).entity().spec().path("definition").asString())
                    .isEqualTo("openapi: 3.1.0\n");
            assertThat(refused).isInstanceOf(Failed.class);
        }
    }
}
