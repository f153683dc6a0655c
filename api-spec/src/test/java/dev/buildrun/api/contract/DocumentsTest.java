package dev.buildrun.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The documents hold together, whatever the service does. */
class DocumentsTest {
    private static final int COMMON_COMPONENTS = 20;

    private static void visit(JsonNode node, String path, BiConsumer<String, JsonNode> visitor) {
        visitor.accept(path, node);
        if (node.isObject()) {
            node.forEachEntry((name, child) -> visit(child, path + "/" + name, visitor));
        } else {
            for (var i = 0; i < node.size(); i++) {
                visit(node.get(i), path + "/" + i, visitor);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesEachOperationOnceAndSaysWhatItIsFor(Contract contract) {
        var operations = contract.operations();

        assertThat(operations).isNotEmpty().extracting(Operation::id).doesNotHaveDuplicates();
        assertThat(operations).allSatisfy(operation -> {
            assertThat(operation.id()).as("operationId").isNotEmpty();
            assertThat(operation.node().path("summary").asString(""))
                    .as("summary")
                    .isNotEmpty();
            assertThat(operation.node().path("tags")).as("tags").hasSize(1);
        });
    }

    @ParameterizedTest
    @EnumSource
    void saysOfEachOperationHowItIsRefused(Contract contract) {
        assertThat(contract.operations()).allSatisfy(operation -> {
            var statuses = operation.node().path("responses").propertyNames();
            assertThat(statuses).as("%s", operation).anyMatch(status -> status.startsWith("4"));
            assertThat(statuses).as("%s", operation).contains("401");
        });
    }

    @ParameterizedTest
    @EnumSource
    void refersOnlyToWhatIsInTheDocument(Contract contract) {
        var lost = new ArrayList<String>();
        visit(contract.served(), "", (path, node) -> {
            var reference = node.path("$ref");
            if (reference.isString()
                    && (reference.stringValue().equals("#" + path)
                            || !reference.stringValue().startsWith("#/")
                            || contract.document()
                                    .at(reference.stringValue().substring(1))
                                    .isMissingNode())) {
                lost.add(path + " -> " + reference.stringValue());
            }
        });

        assertThat(lost).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void usesEveryTagAndComponentThatItHas(Contract contract) {
        var text = contract.document().toString();
        var unused = new ArrayList<String>();
        contract.document()
                .path("components")
                .forEachEntry((section, components) -> components.propertyNames().stream()
                        .filter(name -> !section.equals("securitySchemes"))
                        .filter(name -> !text.contains("\"#/components/" + section + "/" + name + "\""))
                        .forEach(name -> unused.add(section + "/" + name)));
        contract.document().path("tags").forEach(tag -> {
            if (contract.operations().stream()
                    .noneMatch(
                            operation -> operation.node().path("tags").path(0).equals(tag.path("name")))) {
                unused.add("tags/" + tag.path("name").asString());
            }
        });

        assertThat(unused).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void givesExamplesThatFitTheirSchemas(Contract contract) {
        var schemas = ExchangeCheck.schemas(contract);
        var faults = new ArrayList<String>();
        visit(contract.document(), "", (path, node) -> {
            if (node.has("schema") && node.has("example")) {
                faults.addAll(schemas.faults(node.path("schema"), node.path("example"), path + "/example"));
            }
            if (path.startsWith("/components/schemas/") && node.path("examples").isArray()) {
                node.path("examples")
                        .forEach(example -> faults.addAll(schemas.faults(node, example, path + "/examples")));
            }
        });

        assertThat(faults).isEmpty();
    }

    /** A name in a path has its parameter, and every parameter of a path its name. */
    @ParameterizedTest
    @EnumSource
    void describesTheNamesInItsPaths(Contract contract) {
        assertThat(contract.operations()).allSatisfy(operation -> {
            var described = operation.parameters().stream()
                    .filter(parameter -> parameter.path("in").asString().equals("path"))
                    .map(parameter -> "{" + parameter.path("name").asString() + "}")
                    .toList();
            var named = List.of(operation.path().split("/", -1)).stream()
                    .filter(part -> part.startsWith("{"))
                    .toList();
            assertThat(described).as("%s", operation).containsExactlyInAnyOrderElementsOf(named);
        });
    }

    @Test
    void servesPathsFromTheRootOfTheHost() {
        var served = Contract.CATALOG.served();

        assertThat(served.path("info").path("title").asString()).isEqualTo("catalog");
        assertThat(served.path("info").path("version").asString()).isEqualTo("1");
        assertThat(served.path("servers").path(0).path("url").asString()).isEqualTo("/");
        assertThat(served.path("paths").propertyNames())
                .contains("/api/catalog/entities/by-query", "/api/catalog/openapi.json")
                .allMatch(path -> path.startsWith("/api/catalog/"));
    }

    /** What is common is written once: no document has a component of its own with the name of a common one. */
    @ParameterizedTest
    @EnumSource
    void hasNoComponentUnderACommonName(Contract contract) {
        var common = Documents.read("common").path("components");
        var own = Documents.read(contract.id()).path("components");
        var twice = new ArrayList<String>();
        own.forEachEntry((section, components) -> components.propertyNames().stream()
                .filter(common.path(section)::has)
                .forEach(name -> twice.add(section + "/" + name)));

        assertThat(twice).isEmpty();
        assertThat(common.path("schemas").size() + common.path("responses").size())
                .isGreaterThan(COMMON_COMPONENTS);
    }
}
