package dev.buildrun.scaffolder.http;

import dev.buildrun.access.Caller;
import dev.buildrun.entity.EntityRef;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Where templates are, that is: the catalog, as a caller may see it. */
@FunctionalInterface
public interface TemplateSource {
    /**
     * The entity, with its placeholders resolved.
     *
     * @return empty when there is none, or the caller may not see it
     */
    Optional<ObjectNode> template(EntityRef ref, Caller caller);

    /** References of the templates that there are and that the caller may not see. */
    default Set<String> hiddenFrom(Caller caller) {
        return Set.of();
    }
}
