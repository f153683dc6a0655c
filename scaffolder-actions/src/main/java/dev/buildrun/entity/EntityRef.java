package dev.buildrun.entity;

import dev.buildrun.error.ServiceException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The three parts that name an entity, in the case that they were written in. {@link #toString()} is the full reference in
 * lower case, which is the key that everything is stored and compared by ({@code component:default/web}).
 */
public record EntityRef(String kind, String namespace, String name) {
    public static final String DEFAULT_NAMESPACE = "default";

    /**
     * Parses {@code [kind:][namespace/]name}.
     *
     * @param text the reference as somebody wrote it
     * @param defaultKind used where the text has no kind; null means that the kind is required
     * @param defaultNamespace used where the text has no namespace
     * @throws ServiceException of kind INPUT when a part is missing or empty
     */
    public static EntityRef parse(String text, @Nullable String defaultKind, String defaultNamespace) {
        if (text.isEmpty()) {
            throw ServiceException.input("Entity reference must not be empty");
        }
        var colon = text.indexOf(':');
        var slash = text.indexOf('/');
        if (slash >= 0 && colon > slash) {
            colon = -1;
        }
        var kind = colon < 0 ? defaultKind : text.substring(0, colon);
        var rest = text.substring(colon + 1);
        var separator = rest.indexOf('/');
        var namespace = separator < 0 ? defaultNamespace : rest.substring(0, separator);
        var name = rest.substring(separator + 1);
        if ((kind != null && kind.isEmpty()) || namespace.isEmpty() || name.isEmpty()) {
            throw ServiceException.input(
                    "Entity reference \"" + text + "\" was not on the form [<kind>:][<namespace>/]<name>");
        }
        if (kind == null) {
            throw ServiceException.input("Entity reference \"" + text
                    + "\" had missing or empty kind (e.g. did not start with \"component:\" or similar)");
        }
        return new EntityRef(kind, namespace, name);
    }

    /** Parses a reference that must name its kind; the namespace is {@code default} where it is left out. */
    public static EntityRef parse(String text) {
        return parse(text, null, DEFAULT_NAMESPACE);
    }

    @Override
    public String toString() {
        return (kind + ":" + namespace + "/" + name).toLowerCase(Locale.ROOT);
    }
}
