package dev.buildrun.catalog.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.EntityNames;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.json.Yaml;
import dev.buildrun.testing.KnownFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What becomes of a descriptor file as people write it, from the text to the checked entity. */
class DescriptorsAsWrittenTest {
    private static final String FILE = "https://files.test/catalog-info.yaml";
    private static final KnownHosts HOSTS = new KnownHosts(Map.of(), null);
    private static final CatalogRules ALL = ProcessingConfig.parse(
                    Yaml.read("rules: [{allow: [Component, API, Resource, System, Domain, Group, User, Location]}]"),
                    Path.of("/"))
            .rules();

    private final KnownFiles files = new KnownFiles();
    private final Processing processing = new Processing(BuiltInProcessors.withoutFiles(files, HOSTS), ALL, HOSTS);

    /** What the Location of the file leads to. */
    private ProcessingOutcome read(String text) {
        files.putText(FILE, text);
        var location = new LocationRef("url", FILE);
        return processing.process(
                UnprocessedEntity.of(EntityNames.generatedLocation(location), location.toString()),
                ProcessorCache.EMPTY);
    }

    /** The one entity of the file. */
    private ProcessingOutcome entity(String text) {
        var emitted = ((ProcessingOutcome.Completed) read(text)).emitted();
        assertThat(emitted).hasSize(1);
        return processing.process(emitted.getFirst(), ProcessorCache.EMPTY);
    }

    private JsonNode good(String text) {
        return ((ProcessingOutcome.Completed) entity(text)).entity().json();
    }

    private static List<String> errors(ProcessingOutcome outcome) {
        return ((ProcessingOutcome.Failed) outcome)
                .errors().stream().map(EntityError::toString).toList();
    }

    private static String component(String metadata, String spec) {
        return "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: web" + metadata
                + "}\nspec: {type: service, lifecycle: production, owner: team" + spec + "}\n";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            , tags: [1]             | /metadata/tags/0 must be string
            , labels: {x: 1}        | /metadata/labels/x must be string
            , labels: {x: true}     | /metadata/labels/x must be string
            , annotations: {x: 1}   | /metadata/annotations/x must be string
            , title: ''             | /metadata/title must NOT have fewer than 1 characters
            """)
    void mustQuoteWhatHasToBeText(String metadata, String fault) {
        assertThat(errors(entity(component(metadata, ""))))
                .containsExactly("InputError: Policy check failed for component:default/web; caused by Error:"
                        + " Malformed envelope, " + fault);
    }

    @Test
    void keepFieldsThatNobodyKnows() {
        var entity = good(component(", foo: {bar: 1}", ", foo: [2]"));

        assertThat(entity.path("metadata").path("foo")).hasToString("{\"bar\":1}");
        assertThat(entity.path("spec").path("foo")).hasToString("[2]");
    }

    @Test
    void haveNoRootsButTheFour() {
        assertThat(errors(entity(component("", "") + "foo: 1\n")))
                .containsExactly("InputError: Policy check failed for component:default/web; caused by Error:"
                        + " Malformed envelope, <root> must NOT have additional properties");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Component | {type: a, lifecycle: b, owner: c}
            API       | {type: a, lifecycle: b, owner: c, definition: d}
            Resource  | {type: a, owner: c}
            System    | {owner: c}
            Domain    | {owner: c}
            Group     | {type: a, children: []}
            User      | {memberOf: []}
            Location  | {}
            """)
    void mayBeOfEitherVersion(String kind, String spec) {
        for (var version : List.of("v1alpha1", "v1beta1")) {
            assertThat(good("apiVersion: backstage.io/" + version + "\nkind: " + kind + "\nmetadata: {name: a}\nspec: "
                                    + spec)
                            .path("kind")
                            .asString())
                    .isEqualTo(kind);
        }
        assertThat(errors(
                        entity("apiVersion: backstage.io/v1\nkind: " + kind + "\nmetadata: {name: a}\nspec: " + spec)))
                .singleElement()
                .asString()
                .startsWith("InputError: No processor recognized the entity ");
    }

    @Test
    void ofGroupsMustHaveChildren() {
        assertThat(errors(entity(
                        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: a}\nspec: {type: team}")))
                .singleElement()
                .asString()
                .endsWith("TypeError: /spec must have required property 'children' - missingProperty: children");
    }

    @Test
    void relateWithinTheirOwnNamespace() {
        var outcome = (ProcessingOutcome.Completed) entity(component(", namespace: x", ""));

        assertThat(outcome.relations().getFirst().targetRef()).isEqualTo("group:x/team");
    }

    @Test
    void haveTheirReferencesSortedByCodeUnit() {
        assertThat(good(component("", ", providesApis: [b, A, a], dependsOn: [resource:b, component:a]"))
                        .path("spec"))
                .hasToString("{\"type\":\"service\",\"lifecycle\":\"production\",\"owner\":\"team\","
                        + "\"providesApis\":[\"A\",\"a\",\"b\"],\"dependsOn\":[\"component:a\",\"resource:b\"]}");
    }

    @Test
    void doNotSayWhereTheyComeFrom() {
        var entity = good(
                component(", annotations: {" + Annotations.MANAGED_BY_LOCATION + ": 'url:https://else.test'}", ""));

        assertThat(entity.path("metadata")
                        .path("annotations")
                        .path(Annotations.MANAGED_BY_LOCATION)
                        .asString())
                .isEqualTo("url:" + FILE);
    }

    @Test
    void mayHaveTheirDefinitionInAnotherFile() {
        files.putText("https://files.test/api.yaml", "openapi: 3.1.0\n");

        assertThat(good("apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: a}\n"
                                + "spec: {type: openapi, lifecycle: b, owner: c, definition: {$text: ./api.yaml}}")
                        .path("spec")
                        .path("definition")
                        .asString())
                .isEqualTo("openapi: 3.1.0\n");
    }

    @Test
    void mayBeEmptyDocumentsAndJson() {
        var outcome = (ProcessingOutcome.Completed)
                read(
                        "---\n# nothing\n---\n" + component("", "")
                                + "---\n{\"apiVersion\":\"backstage.io/v1alpha1\",\"kind\":\"User\",\"metadata\":{\"name\":\"u\"},\"spec\":{}}\n---\n");

        assertThat(outcome.emitted()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []      | object
            text    | string
            7       | number
            true    | boolean
            """)
    void mustBeMaps(String document, String type) {
        assertThat(errors(read(document))).containsExactly("Error: Expected object at root, got " + type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:\n\tb: 1\n", "a: 1\na: 2\n", "a: [\n", "a: *nobody\n"})
    void mustBeYaml(String text) {
        assertThat(errors(read(text)))
                .singleElement()
                .asString()
                .startsWith("Error: YAML error at url:" + FILE + ", YAMLParseError: ");
    }

    @Test
    void areReadByOneSetOfRulesWhateverVersionTheyName() {
        var spec = good("%YAML 1.1\n---\n" + component("", ", answer: yes, number: 010"))
                .path("spec");

        assertThat(spec.path("answer").asString()).isEqualTo("yes");
        assertThat(spec.path("number").intValue()).isEqualTo(10);
        assertThat(errors(read("%YAML 2.0\n---\n" + component("", ""))))
                .singleElement()
                .asString()
                .startsWith("Error: YAML error at url:" + FILE);
    }
}
