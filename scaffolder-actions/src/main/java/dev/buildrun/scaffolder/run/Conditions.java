package dev.buildrun.scaffolder.run;

import dev.buildrun.scaffolder.expression.TemplateEngine;
import dev.buildrun.scaffolder.expression.TemplateExtensions;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.BooleanNode;

/** What has happened so far in a run, as {@code always()} and {@code failure()} tell it, and the engine that knows the two. */
final class Conditions {
    private final TemplateEngine engine;
    private boolean hasFailed;
    private boolean wasAsked;

    /**
     * Makes the engine of one run.
     *
     * @param notices as {@link TemplateEngine#noticing} takes it
     */
    Conditions(TemplateExtensions extensions, Consumer<String> notices) {
        var known = extensions
                .withFunction("always", arguments -> {
                    wasAsked = true;
                    return Optional.of(BooleanNode.TRUE);
                })
                .withFunction("failure", arguments -> {
                    wasAsked = true;
                    return Optional.of(BooleanNode.valueOf(hasFailed));
                });
        engine = new TemplateEngine(known).noticing(notices);
    }

    TemplateEngine engine() {
        return engine;
    }

    boolean hasFailed() {
        return hasFailed;
    }

    void setFailed() {
        hasFailed = true;
    }

    /** Whether the work evaluates either of the two functions, whatever comes of it. */
    boolean areAskedBy(Runnable work) {
        wasAsked = false;
        work.run();
        return wasAsked;
    }
}
