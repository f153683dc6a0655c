package dev.buildrun.catalog.process.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.process.CatalogRules;
import dev.buildrun.catalog.process.Processing;
import dev.buildrun.catalog.process.ProcessingOutcome;
import dev.buildrun.catalog.process.ProcessorCache;
import dev.buildrun.catalog.process.UnprocessedEntity;
import dev.buildrun.json.Json;
import dev.buildrun.testing.KnownFiles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** The kind AiResource, as Backstage's model of it says. */
class AiResourceTest {
    private static final KnownHosts HOSTS = new KnownHosts(Map.of(), null);

    private static ProcessingOutcome process(String apiVersion, String spec) {
        var json = (ObjectNode)
                Json.read("{'kind':'AiResource','metadata':{'name':'a','namespace':'x'},'spec':".replace('\'', '"')
                        + spec.replace('\'', '"') + "}");
        json.put("apiVersion", apiVersion);
        json.withObjectProperty("metadata")
                .putObject("annotations")
                .put(Annotations.MANAGED_BY_LOCATION, "url:https://files.test/a.yaml")
                .put(Annotations.MANAGED_BY_ORIGIN_LOCATION, "url:https://files.test/a.yaml");
        var processors = BuiltInProcessors.withoutFiles(new KnownFiles(), HOSTS);
        return new Processing(processors, CatalogRules.DEFAULT, HOSTS)
                .process(UnprocessedEntity.of(Entity.of(json), null), ProcessorCache.EMPTY);
    }

    private static List<String> relations(String spec) {
        return ((ProcessingOutcome.Completed) process("backstage.io/v1alpha1", spec))
                .relations().stream()
                        .map(relation -> relation.sourceRef() + " " + relation.type() + " " + relation.targetRef())
                        .toList();
    }

    private static List<String> errors(ProcessingOutcome outcome) {
        return ((ProcessingOutcome.Failed) outcome)
                .errors().stream().map(EntityError::toString).toList();
    }

    @Test
    void statesItsOwnerItsSystemAndWhatItBuildsOn() {
        assertThat(relations("{'type':'skill','lifecycle':'l','owner':'team','system':'s','dependsOn':['b']}"))
                .containsExactlyInAnyOrder(
                        "airesource:x/a ownedBy group:x/team",
                        "group:x/team ownerOf airesource:x/a",
                        "airesource:x/a partOf system:x/s",
                        "system:x/s hasPart airesource:x/a",
                        "airesource:x/a dependsOn airesource:x/b",
                        "airesource:x/b dependencyOf airesource:x/a");
    }

    @ParameterizedTest
    @CsvSource({"plugin,skills", "marketplace,plugins"})
    void statesWhatIsInIt(String type, String field) {
        assertThat(relations("{'type':'" + type + "','lifecycle':'l','owner':'user:default/me','" + field + "':['b']}"))
                .containsExactlyInAnyOrder(
                        "airesource:x/a ownedBy user:default/me",
                        "user:default/me ownerOf airesource:x/a",
                        "airesource:x/a hasPart airesource:x/b",
                        "airesource:x/b partOf airesource:x/a");
    }

    @Test
    void statesNothingOfKindsThatTheModelDoesNotHaveThere() {
        assertThat(
                        relations(
                                "{'type':'skill','lifecycle':'l','owner':'component:a','dependsOn':['component:b'],'skills':['c']}"))
                .isEmpty();
    }

    @Test
    void sortsWhatItRefersTo() {
        var outcome = (ProcessingOutcome.Completed) process(
                "backstage.io/v1alpha1", "{'type':'plugin','lifecycle':'l','owner':'o','skills':['b','A','a']}");

        assertThat(outcome.entity().spec().path("skills")).hasToString("[\"A\",\"a\",\"b\"]");
    }

    @Test
    void tellsEveryFaultAtOnce() {
        assertThat(errors(process(
                        "backstage.io/v1alpha1", "{'type':'rule','lifecycle':'','category':'c','rationale':'r'}")))
                .containsExactly("InputError: Processor ModelProcessor threw an error while validating the entity"
                        + " airesource:x/a; caused by TypeError: Validation of AiResource entity failed:"
                        + " /spec must have required property 'owner' - missingProperty: owner;"
                        + " /spec/lifecycle must NOT have fewer than 1 characters - limit: 1");
    }

    @Test
    void isOfOneVersionOnly() {
        assertThat(errors(process("backstage.io/v1beta1", "{'type':'skill','lifecycle':'l','owner':'o'}")))
                .containsExactly("InputError: Processor ModelProcessor threw an error while preprocessing; caused by"
                        + " TypeError: Kind \"AiResource\" exists, but has no version matching apiVersion"
                        + " \"backstage.io/v1beta1\"");
    }
}
