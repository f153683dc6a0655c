package dev.buildrun.deploy.tasks;

import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The templates whose tasks are killed, written to a folder; and the configuration that reads them. */
final class TaskTemplates {
    /** A template of four effects, which fails at its end when it is told to. */
    static final String KILLED = "killed-path";
    /** What is inserted into the golden path: a step that can't succeed. */
    private static final String FAILING = "catalog:fetch";

    private static final List<String> KINDS =
            List.of("API", "Component", "Domain", "Group", "Location", "Resource", "System", "Template", "User");

    private final Path project;
    private final Path folder;
    private final List<Path> files = new ArrayList<>();

    TaskTemplates(Path project, Path folder) throws IOException {
        this.project = project;
        this.folder = Files.createDirectories(folder);
    }

    /** The template of the tasks that are killed. */
    void writeKilled() throws IOException {
        var skeleton = Files.createDirectories(folder.resolve("skeleton"));
        Files.writeString(skeleton.resolve("README.md"), "# ${{ values.name }}\n");
        Files.writeString(skeleton.resolve("catalog-info.yaml"), """
                apiVersion: backstage.io/v1alpha1
                kind: Component
                metadata: {name: "${{ values.name }}"}
                spec: {type: service, lifecycle: production, owner: team-a}
                """);
        write(KILLED, (ObjectNode) Yaml.read("""
                apiVersion: scaffolder.backstage.io/v1beta3
                kind: Template
                metadata: {name: killed-path}
                spec:
                  type: service
                  owner: team-a
                  buildrun: {onFailure: rollback}
                  steps:
                    - {id: write, action: 'fetch:template', input: {url: ./skeleton, values: {name: '${{ parameters.name }}'}}}
                    - {id: publish, action: 'publish:git', input: {owner: team-a, repo: '${{ parameters.name }}'}}
                    - {id: issue, action: 'forge:issue', input: {repo: 'team-a/${{ parameters.name }}'}}
                    - id: register
                      action: catalog:register
                      input: {repoContentsUrl: '${{ steps.publish.output.repoContentsUrl }}'}
                    - {id: wait, action: 'debug:wait', input: {milliseconds: 200}}
                    - id: fail
                      if: ${{ parameters.fails }}
                      action: catalog:fetch
                      input: {entityRef: 'component:default/nowhere'}
                """));
    }

    /**
     * The example's golden path, failing before one of its steps or at its end.
     *
     * @param step how many of its steps succeed
     * @return the template's name
     */
    String writeGolden(int step, boolean undoesItself) throws IOException {
        var source = project.resolve("deploy/example/templates/node-service");
        var template = (ObjectNode) Yaml.read(Files.readString(source.resolve("template.yaml")));
        var name = "golden-" + step + (undoesItself ? "-undone" : "");
        template.withObject("/metadata").put("name", name);
        var spec = template.withObject("/spec");
        if (undoesItself) {
            spec.putObject("buildrun").put("onFailure", "rollback");
        }
        var steps = Json.array();
        for (var index = 0; index < spec.path("steps").size(); index++) {
            if (index == step) {
                steps.add(failing());
            }
            var each = (ObjectNode) spec.path("steps").get(index).deepCopy();
            if (each.path("action").asString().equals("fetch:template")) {
                each.withObject("/input").put("url", "./node-service/skeleton");
            }
            steps.add(each);
        }
        if (step == spec.path("steps").size()) {
            steps.add(failing());
        }
        spec.set("steps", steps);
        link(source);
        write(name, template);
        return name;
    }

    private void link(Path source) throws IOException {
        var link = folder.resolve("node-service");
        if (!Files.exists(link)) {
            copy(source, link);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var paths = Files.walk(from)) {
            for (var path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static ObjectNode failing() {
        var step = Json.object().put("id", "injected").put("name", "Fail").put("action", FAILING);
        step.putObject("input").put("entityRef", "component:default/nowhere");
        return step;
    }

    private void write(String name, ObjectNode template) throws IOException {
        files.add(Files.writeString(folder.resolve(name + ".yaml"), Json.write(template)));
    }

    /** What goes over the configuration of a replica. */
    Path writeConfig(String forgeUrl) throws IOException {
        var json = Json.object();
        json.putObject("backend").put("baseUrl", forgeUrl);
        var catalog = json.putObject("catalog");
        var locations = catalog.putArray("locations");
        // The golden path asks for a team, a system and the contract of the example.
        var example = locations.addObject().put("type", "file");
        example.put("target", project.resolve("deploy/example/all.yaml").toString());
        var allowed = catalog.putArray("rules").addObject().putArray("allow");
        KINDS.forEach(allowed::add);
        for (var file : files) {
            locations.addObject().put("type", "file").put("target", file.toString());
        }
        json.putObject("buildrun").putObject("scaffolder").put("maxInterruptions", 1_000);
        return Files.writeString(folder.resolve("app-config.yaml"), Json.write(json));
    }
}
