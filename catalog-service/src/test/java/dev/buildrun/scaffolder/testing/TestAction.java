package dev.buildrun.scaffolder.testing;

import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An action that does what a test says.
 *
 * @param id what steps name it by
 */
public record TestAction(String id, boolean supportsDryRun, Body body)
        implements Action<TestAction.Input, TestAction.Output> {
    /** One that may run in a dry run. */
    public TestAction(String id, Body body) {
        this(id, true, body);
    }

    /** The input. */
    public record Input(@Nullable String name) {}

    /** The output. */
    public record Output(@Nullable String result) {}

    /** What it does. */
    @FunctionalInterface
    public interface Body {
        /** Returns the output's only member. */
        String run(ActionContext<Input> context) throws IOException, InterruptedException;
    }

    @Override
    public ActionDescription<Input, Output> description() {
        return new ActionDescription<>(
                id,
                "Does what a test says",
                supportsDryRun,
                List.of(),
                new ActionDescription.Schema(null, null),
                Input.class,
                Output.class);
    }

    @Override
    public Output run(ActionContext<Input> context) throws InterruptedException {
        try {
            return new Output(body.run(context));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
