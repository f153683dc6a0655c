package dev.buildrun.http;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a path. Literal parts go before named parts, which go before {@code *}; a trailing slash does not count. Built once,
 * then only read.
 */
final class RouteTable {
    private final Node root = new Node();

    /** A route that fits, with the values of the named parts of its pattern. */
    record Match(Mount mount, Route route, Map<String, String> parameters) {}

    RouteTable(List<Mount> mounts) {
        for (var mount : mounts) {
            mount.routes().forEach(route -> add(mount, route));
        }
    }

    private void add(Mount mount, Route route) {
        var node = root;
        for (var part : parts(mount.path() + route.pattern())) {
            node = node.child(part);
        }
        if (node.routes.putIfAbsent(route.method(), new Entry(mount, route)) != null) {
            throw new IllegalArgumentException(
                    "Two routes for " + route.method() + " " + mount.path() + route.pattern());
        }
    }

    /** @param path decoded, without query string */
    @Nullable
    Match find(String method, List<String> path) {
        return find(root, method, path, 0, Map.of());
    }

    /** The methods that a path has, in alphabetical order; none for an unknown path. */
    List<String> methods(List<String> path) {
        var methods = new TreeSet<String>();
        for (var method : List.of("GET", "PUT", "POST", "PATCH", "DELETE")) {
            if (find(method, path) != null) {
                methods.add(method);
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return List.copyOf(methods);
    }

    private static @Nullable Match find(
            Node node, String method, List<String> path, int index, Map<String, String> parameters) {
        if (index == path.size()) {
            var entry = node.routes.get(method);
            return entry != null ? entry.match(parameters) : rest(node, method, path, index, parameters);
        }
        var part = path.get(index);
        var literal = node.literals.get(part.toLowerCase(Locale.ROOT));
        var found = literal == null ? null : find(literal, method, path, index + 1, parameters);
        if (found == null && node.named != null && !part.isEmpty()) {
            found = find(node.named, method, path, index + 1, with(parameters, node.name, part));
        }
        return found != null ? found : rest(node, method, path, index, parameters);
    }

    private static @Nullable Match rest(
            Node node, String method, List<String> path, int index, Map<String, String> parameters) {
        var entry = node.rest == null ? null : node.rest.routes.get(method);
        return entry == null
                ? null
                : entry.match(with(parameters, "*", String.join("/", path.subList(index, path.size()))));
    }

    private static Map<String, String> with(Map<String, String> parameters, String name, String value) {
        var extended = new HashMap<>(parameters);
        extended.put(name, value);
        return extended;
    }

    static List<String> parts(String path) {
        var trimmed = path.startsWith("/") ? path.substring(1) : path;
        if (trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        return trimmed.isEmpty() ? List.of() : List.of(trimmed.split("/", -1));
    }

    private record Entry(Mount mount, Route route) {
        Match match(Map<String, String> parameters) {
            return new Match(mount, route, parameters);
        }
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<String, Entry> routes = new HashMap<>();
        private String name = "";
        private @Nullable Node named;
        private @Nullable Node rest;

        private Node child(String part) {
            if (part.equals("*")) {
                rest = rest == null ? new Node() : rest;
                return rest;
            }
            if (!part.startsWith(":")) {
                return literals.computeIfAbsent(part.toLowerCase(Locale.ROOT), _ -> new Node());
            }
            if (named != null && !name.equals(part.substring(1))) {
                throw new IllegalArgumentException("Two names for one part of a path: :" + name + " and " + part);
            }
            name = part.substring(1);
            named = named == null ? new Node() : named;
            return named;
        }
    }
}
