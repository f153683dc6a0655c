package dev.buildrun.platform.kubernetes;

import dev.buildrun.json.Json;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What pods use of what they asked for: CPU in cores as a number, memory in bytes as a text, since it may be more than JavaScript counts; as the
 * plugin has it.
 */
final class PodMetrics {
    private static final Map<String, BigDecimal> UNITS = units();

    private PodMetrics() {}

    private static Map<String, BigDecimal> units() {
        var units = new LinkedHashMap<String, BigDecimal>();
        var binary = BigDecimal.ONE;
        for (var unit : List.of("Ki", "Mi", "Gi", "Ti", "Pi", "Ei")) {
            binary = binary.multiply(BigDecimal.valueOf(1024));
            units.put(unit, binary);
        }
        units.put("n", new BigDecimal("1e-9"));
        units.put("u", new BigDecimal("1e-6"));
        units.put("m", new BigDecimal("1e-3"));
        var decimal = BigDecimal.ONE;
        for (var unit : List.of("k", "M", "G", "T", "P", "E")) {
            decimal = decimal.multiply(BigDecimal.valueOf(1000));
            units.put(unit, decimal);
        }
        return units;
    }

    static Set<String> namespaces(List<JsonNode> pods) {
        return pods.stream()
                .map(pod -> pod.path("metadata").path("namespace").asString(""))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    static List<ObjectNode> of(List<JsonNode> pods, List<JsonNode> metrics, String namespace) {
        return pods.stream()
                .filter(pod ->
                        pod.path("metadata").path("namespace").asString("").equals(namespace))
                .map(pod -> pod(pod, containers(pod, metrics)))
                .toList();
    }

    private static List<JsonNode> containers(JsonNode pod, List<JsonNode> metrics) {
        var name = pod.path("metadata").path("name").asString("");
        return metrics.stream()
                .filter(each -> each.path("metadata").path("name").asString("").equals(name))
                .flatMap(each -> each.path("containers").valueStream())
                .toList();
    }

    private static ObjectNode pod(JsonNode pod, List<JsonNode> used) {
        var specs = pod.path("spec").path("containers").valueStream().toList();
        var json = Json.object();
        json.set("pod", pod);
        json.set("memory", sum(used, specs, "memory"));
        json.set("cpu", sum(used, specs, "cpu"));
        var list = json.putArray("containers");
        for (var container : used) {
            var name = container.path("name").asString("");
            var spec = specs.stream()
                    .filter(each -> each.path("name").asString("").equals(name))
                    .toList();
            var item = list.addObject().put("container", name);
            item.set("cpuUsage", sum(List.of(container), spec, "cpu"));
            item.set("memoryUsage", sum(List.of(container), spec, "memory"));
        }
        return json;
    }

    private static ObjectNode sum(List<JsonNode> used, List<JsonNode> specs, String resource) {
        var json = Json.object();
        put(json, "currentUsage", resource, total(used, "usage", "", resource));
        put(json, "requestTotal", resource, total(specs, "resources", "requests", resource));
        put(json, "limitTotal", resource, total(specs, "resources", "limits", resource));
        return json;
    }

    private static BigDecimal total(List<JsonNode> nodes, String part, String below, String resource) {
        return nodes.stream()
                .map(node -> below.isEmpty() ? node.path(part) : node.path(part).path(below))
                .map(node -> quantity(node.path(resource).asString("0")))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static void put(ObjectNode json, String key, String resource, BigDecimal value) {
        if (resource.equals("memory") && value.signum() != 0) {
            json.put(key, value.toBigInteger().toString());
        } else {
            json.put(key, value.doubleValue());
        }
    }

    /** As Kubernetes writes them: {@code 100m}, {@code 128Mi}; nought for what is none. */
    static BigDecimal quantity(String text) {
        for (var unit : UNITS.entrySet()) {
            if (text.endsWith(unit.getKey())) {
                return number(text.substring(0, text.length() - unit.getKey().length()))
                        .multiply(unit.getValue());
            }
        }
        return number(text);
    }

    private static BigDecimal number(String text) {
        return text.matches("\\d{1,20}(\\.\\d{1,20})?") ? new BigDecimal(text) : BigDecimal.ZERO;
    }
}
