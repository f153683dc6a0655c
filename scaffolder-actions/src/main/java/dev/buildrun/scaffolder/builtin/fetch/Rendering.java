package dev.buildrun.scaffolder.builtin.fetch;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.expression.Dialect;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import dev.buildrun.scaffolder.expression.Whitespace;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Renders the contents and names of files with one set of values. Nothing else of the task is in their reach. */
final class Rendering {
    private final TemplateEngine engine;
    private final ObjectNode context = Json.object();
    private final Dialect dialect;
    private final Whitespace whitespace;

    Rendering(TemplateEngine engine, @Nullable ObjectNode values, boolean cookiecutterCompat, Whitespace whitespace) {
        this.engine = engine;
        this.dialect = cookiecutterCompat ? Dialect.COOKIECUTTER : Dialect.STANDARD;
        this.whitespace = whitespace;
        if (values != null) {
            context.set(cookiecutterCompat ? "cookiecutter" : "values", values);
        }
    }

    /**
     * Renders a text.
     *
     * @param where named first in the message when it fails
     */
    String render(String source, String where) {
        try {
            return engine.renderText(source, context, dialect, whitespace);
        } catch (ServiceException exception) {
            throw ServiceException.of(exception.kind(), where + ": " + exception.getMessage(), exception);
        }
    }
}
