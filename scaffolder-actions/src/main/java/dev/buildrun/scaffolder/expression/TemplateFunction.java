package dev.buildrun.scaffolder.expression;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A filter or a global function that the platform adds to the language. For a filter the first argument is the value before
 * the bar. Empty stands for undefined, in the arguments and in the result.
 *
 * <p>It is trusted code; what it throws as {@link dev.buildrun.error.ServiceException} fails the render with that message.
 */
@FunctionalInterface
public interface TemplateFunction {
    Optional<JsonNode> call(List<Optional<JsonNode>> arguments);
}
