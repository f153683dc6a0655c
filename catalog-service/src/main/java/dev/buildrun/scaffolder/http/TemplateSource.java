package dev.buildrun.scaffolder.http;

import dev.buildrun.access.Caller;
import dev.buildrun.entity.EntityRef;
import java.util.Optional;
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
}
