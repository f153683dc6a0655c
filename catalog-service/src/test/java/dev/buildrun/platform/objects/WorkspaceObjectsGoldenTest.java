package dev.buildrun.platform.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.json.Yaml;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.Contract.Parsed;
import dev.buildrun.platform.objects.Workspace.Peer;
import dev.buildrun.platform.objects.Workspace.Peers;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Directories of {@code workspaces}: {@code in.yaml} has a contract (the built-in one where it has none) and what is known of a workspace;
 * the other files are the objects, in the order in which they are made. With {@code -Dgolden.write=true} they are written anew.
 */
class WorkspaceObjectsGoldenTest {
    private static final Path CASES = Path.of("src/test/resources/workspaces");
    private static final boolean WRITE = Boolean.getBoolean("golden.write");

    static List<String> cases() throws IOException {
        try (var directories = Files.list(CASES)) {
            return directories
                    .map(directory -> directory.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void workspaces(String name) throws IOException {
        var directory = CASES.resolve(name);
        var in = Yaml.read(Files.readString(directory.resolve("in.yaml")));

        var objects = WorkspaceObjects.of(contract(in), workspace(in.path("workspace")));

        var written = new TreeMap<String, String>();
        for (var object : objects) {
            var file = "%02d-%s.yaml"
                    .formatted(written.size() + 1, ObjectText.name(object).replace('/', '-'));
            written.put(file, ObjectText.yaml(object));
        }
        if (WRITE) {
            for (var file : written.entrySet()) {
                Files.writeString(directory.resolve(file.getKey()), file.getValue());
            }
        }
        assertThat(written).isEqualTo(expected(directory));
    }

    /** What does not parse as a type of its own would be sent to a cluster unseen. */
    @ParameterizedTest
    @MethodSource("cases")
    void everyFileParsesAsItsOwnType(String name) throws IOException {
        var serialization = new KubernetesSerialization();
        for (var text : expected(CASES.resolve(name)).values()) {
            var object = ObjectText.object((ObjectNode) Yaml.read(text));

            assertThat(object).isNotInstanceOf(GenericKubernetesResource.class);
            assertThat(Yaml.read(serialization.asJson(object)).toString())
                    .as("nothing is lost: %s", text)
                    .isEqualTo(Yaml.read(text).toString());
        }
    }

    private static Map<String, String> expected(Path directory) throws IOException {
        var expected = new TreeMap<String, String>();
        try (var files = Files.list(directory)) {
            for (var file : files.filter(each -> !each.endsWith("in.yaml")).toList()) {
                expected.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return expected;
    }

    private static Contract contract(JsonNode in) {
        if (in.path("contract").isMissingNode()) {
            return Contract.BUILT_IN;
        }
        return switch (Contract.parse(in.path("contract"))) {
            case Parsed.Good(var contract) -> contract;
            case Parsed.Bad(var problems) -> throw new IllegalArgumentException(problems.toString());
        };
    }

    private static Workspace workspace(JsonNode node) {
        var system = node.path("system");
        return new Workspace(
                ref(node.path("subject")),
                ref(node.path("owner")),
                system.isString() ? system.asString() : null,
                node.path("environment").asString(),
                node.path("namespace").asString(),
                StreamSupport.stream(node.path("readers").spliterator(), false)
                        .map(WorkspaceObjectsGoldenTest::ref)
                        .toList(),
                node.path("groupPrefix").asString(""),
                new Peers(peers(node.path("outgoing")), peers(node.path("incoming"))));
    }

    private static List<Peer> peers(JsonNode nodes) {
        return StreamSupport.stream(nodes.spliterator(), false)
                .map(node -> new Peer(
                        node.path("name").asString(),
                        node.path("namespace").asString(),
                        node.path("component").isString()
                                ? node.path("component").asString()
                                : null))
                .toList();
    }

    private static EntityRef ref(JsonNode text) {
        var parts = text.asString().split("[:/]", -1);
        return new EntityRef(parts[0], parts[1], parts[2]);
    }
}
