package dev.buildrun.deploy.crash;

import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The configuration of a Buildrun that reads the example organisation and the made-up sources. */
final class CrashConfig {
    private CrashConfig() {}

    /**
     * Lists are replaced by those of a later file, so the example's locations are repeated here.
     *
     * @param host from which may be read
     * @param locations what else is read, by type and target, with the kinds that only this location may bring
     * @param interval after which sources are read again
     */
    static JsonNode of(Path project, String host, Map<String, List<String>> locations, Duration interval)
            throws IOException {
        var json = Json.object();
        var backend = json.putObject("backend");
        backend.putObject("reading").putArray("allow").addObject().put("host", host);
        backend.putObject("auth")
                .putArray("externalAccess")
                .addObject()
                .put("type", "static")
                .putObject("options")
                .put("token", KillableBuildrun.TOKEN)
                .put("subject", "crash-test");
        var catalog = json.putObject("catalog");
        catalog.putObject("processingInterval").put("milliseconds", interval.toMillis());
        var example = Yaml.read(Files.readString(project.resolve("deploy/example/app-config.yaml")));
        var list = catalog.putArray("locations");
        example.path("catalog").path("locations").forEach(list::add);
        locations.forEach((location, kinds) -> add(list.addObject(), location, kinds));
        return json;
    }

    private static void add(ObjectNode json, String location, List<String> kinds) {
        var colon = location.indexOf(':');
        json.put("type", location.substring(0, colon)).put("target", location.substring(colon + 1));
        if (!kinds.isEmpty()) {
            var allowed = json.putArray("rules").addObject().putArray("allow");
            kinds.forEach(allowed::add);
        }
    }
}
