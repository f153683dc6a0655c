package dev.buildrun.api.contract;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One method of one path.
 *
 * @param method in upper case
 * @param path relative to the mount, with names in braces
 * @param node the operation's own part of the document
 * @param shared what the document says for all methods of the path
 */
public record Operation(Contract contract, String method, String path, ObjectNode node, JsonNode shared) {
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "patch", "head", "options", "trace");

    private static final Map<Contract, List<Operation>> ALL = new ConcurrentHashMap<>();

    static List<Operation> of(Contract contract) {
        return ALL.computeIfAbsent(contract, Operation::read);
    }

    private static List<Operation> read(Contract contract) {
        var operations = new ArrayList<Operation>();
        contract.document()
                .path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((method, node) -> {
                    if (METHODS.contains(method)) {
                        operations.add(new Operation(
                                contract,
                                method.toUpperCase(Locale.ROOT),
                                path,
                                (ObjectNode) node,
                                item.path("parameters")));
                    }
                }));
        return List.copyOf(operations);
    }

    /** The operation that a request asks for. A literal part of a path goes before a named one. */
    static Optional<Operation> find(Contract contract, String method, String path) {
        return contract.operations().stream()
                .filter(operation -> operation.method.equals(method) && operation.hasPath(path))
                .min((left, right) -> left.shape().compareTo(right.shape()));
    }

    public String id() {
        return node.path("operationId").asString("");
    }

    /** Literal parts sort before named ones. */
    private String shape() {
        return String.join(
                "/", parts(path).stream().map(part -> isNamed(part) ? "1" : "0").toList());
    }

    /** @param whole with the mount, as it came in a request */
    boolean hasPath(String whole) {
        var wanted = parts(contract.mount() + path);
        var found = found(whole, wanted.size());
        return wanted.size() == found.size()
                && IntStream.range(0, wanted.size()).allMatch(i -> fits(wanted.get(i), found.get(i)));
    }

    private static boolean fits(String wanted, String found) {
        return isNamed(wanted) ? !found.isEmpty() : wanted.equalsIgnoreCase(decode(found));
    }

    /** What a path has in the places of the names. */
    Map<String, String> pathValues(String whole) {
        var wanted = parts(contract.mount() + path);
        var found = found(whole, wanted.size());
        var values = new LinkedHashMap<String, String>();
        for (var i = 0; i < wanted.size(); i++) {
            if (isNamed(wanted.get(i))) {
                values.put(wanted.get(i).substring(1, wanted.get(i).length() - 1), decode(found.get(i)));
            }
        }
        return values;
    }

    /** The parts of a path. OpenAPI can't say that a name takes all that is left, so it is marked with {@code x-rest-of-path}. */
    private List<String> found(String whole, int wanted) {
        var found = parts(whole);
        var takesRest = shared.valueStream()
                .anyMatch(parameter -> parameter.path("x-rest-of-path").asBoolean(false));
        if (!takesRest || found.size() <= wanted) {
            return found;
        }
        var joined = new ArrayList<>(found.subList(0, wanted - 1));
        joined.add(String.join("/", found.subList(wanted - 1, found.size())));
        return joined;
    }

    /** The parameters of the operation and those of its path. */
    List<JsonNode> parameters() {
        return Stream.concat(shared.valueStream(), node.path("parameters").valueStream())
                .map(this::resolved)
                .toList();
    }

    /** What is documented for a status; empty where nothing is. */
    Optional<JsonNode> response(int status) {
        return Optional.of(node.path("responses").path(Integer.toString(status)))
                .filter(response -> !response.isMissingNode())
                .map(this::resolved);
    }

    /** Whether there is a caller whom it does not refuse. */
    boolean canSucceed() {
        return node.path("responses").propertyNames().stream().anyMatch(status -> status.startsWith("2"));
    }

    /** Whether the status says that what was asked for was done. */
    boolean isSuccess(int status) {
        return status < 300 && response(status).isPresent();
    }

    /** The node, or what it refers to. */
    JsonNode resolved(JsonNode part) {
        var reference = part.path("$ref").asString("");
        return reference.isEmpty() ? part : contract.document().at(reference.substring(1));
    }

    private static boolean isNamed(String part) {
        return part.startsWith("{") && part.endsWith("}");
    }

    private static List<String> parts(String path) {
        var trimmed = path.startsWith("/") ? path.substring(1) : path;
        return List.of((trimmed.endsWith("/") ? trimmed.substring(0, trimmed.length() - 1) : trimmed).split("/", -1));
    }

    static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    @Override
    public String toString() {
        return contract.id() + " " + id() + " (" + method + " " + contract.mount() + path + ")";
    }
}
