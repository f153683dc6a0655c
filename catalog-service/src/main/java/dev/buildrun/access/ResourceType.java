package dev.buildrun.access;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** A type of resource, as the plugin that has it describes it to those who write permission policies. */
public interface ResourceType {
    /** For instance {@code catalog-entity}. */
    String name();

    List<RuleDescription> rules();

    /**
     * What tells whether a rule holds for a resource; empty where there is no such resource.
     *
     * @param ref compared as it is
     * @throws dev.buildrun.error.ServiceException of kind NOT_IMPLEMENTED where the plugin can't tell; the test throws one of kind INPUT for
     *     bad parameters, and INTERNAL for a rule that it does not know
     */
    Optional<Predicate<Criteria.Rule>> find(String ref);

    /** @param paramsSchema JSON Schema, draft 7 */
    record RuleDescription(String name, String description, ObjectNode paramsSchema) {}
}
