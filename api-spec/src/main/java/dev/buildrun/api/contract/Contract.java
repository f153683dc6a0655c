package dev.buildrun.api.contract;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** What the service answers under one path, and the OpenAPI document that says so. */
public enum Contract {
    CATALOG("catalog", "/api/catalog"),
    SCAFFOLDER("scaffolder", "/api/scaffolder"),
    AUTH("auth", "/api/auth"),
    PERMISSION("permission", "/api/permission"),
    USER_SETTINGS("user-settings", "/api/user-settings"),
    SEARCH("search", "/api/search"),
    TECHDOCS("techdocs", "/api/techdocs"),
    NOTIFICATIONS("notifications", "/api/notifications"),
    KUBERNETES("kubernetes", "/api/kubernetes"),
    BUILDRUN("buildrun", "/api/buildrun"),
    /** What belongs to no plugin. */
    ROOT("root", "");

    private final String id;
    private final String mount;

    Contract(String id, String mount) {
        this.id = id;
        this.mount = mount;
    }

    /** The plugin's id, or {@code root}. */
    public String id() {
        return id;
    }

    /** The path that all of its paths begin with; empty for the root. */
    public String mount() {
        return mount;
    }

    /** The document with paths relative to the mount; it must not be changed. */
    public ObjectNode document() {
        return Documents.of(id);
    }

    /** The document as it is served: its paths begin at the root of the host, as Backstage has them. */
    public ObjectNode served() {
        var served = document().deepCopy();
        var paths = served.putObject("paths");
        document().path("paths").forEachEntry((path, item) -> paths.set(mount + path, item.deepCopy()));
        return served;
    }

    /** Everything that can be asked for. */
    public List<Operation> operations() {
        return Operation.of(this);
    }

    /** The contract that a path belongs to; empty for pages, files and repositories, which have none. */
    public static Optional<Contract> of(String path) {
        return Stream.of(values())
                .filter(contract -> contract != ROOT && isBelow(path, contract.mount))
                .findFirst()
                .or(() -> Optional.of(ROOT)
                        .filter(root -> root.operations().stream().anyMatch(operation -> operation.hasPath(path))));
    }

    private static boolean isBelow(String path, String mount) {
        var lowerCase = path.toLowerCase(Locale.ROOT);
        return lowerCase.equals(mount) || lowerCase.startsWith(mount + "/");
    }
}
