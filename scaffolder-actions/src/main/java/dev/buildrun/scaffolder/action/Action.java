package dev.buildrun.scaffolder.action;

import java.util.List;
import java.util.Optional;

/**
 * One thing that a step of a template can do.
 *
 * <p>An action is a shared object: it keeps nothing between two calls and may be called by many tasks at the same time. It
 * runs as plain blocking code on a virtual thread. What it writes goes to the workspace; what it does to the world outside
 * goes through {@link ActionContext#effects()}, so that a task that is resumed after a crash does not do it twice.
 *
 * @param <I> the step's input, already rendered and checked against the input schema; absent members are null
 * @param <O> what later steps can read as {@code steps.<id>.output}; null members are left out
 */
public interface Action<I extends Record, O extends Record> {
    ActionDescription<I, O> description();

    /**
     * Does it.
     *
     * @throws dev.buildrun.error.ServiceException when it cannot be done; the message is shown to the user
     * @throws InterruptedException when the task was cancelled or the service is stopping; never swallowed
     */
    O run(ActionContext<I> context) throws InterruptedException;

    /** How to take back what it does to the world outside, one for each kind of effect; none where it does nothing there. */
    default List<Compensation> compensations() {
        return List.of();
    }

    /**
     * Foretells what {@link #run} would do to the world outside, and does nothing there.
     *
     * @param context of a dry run; the workspace is what the steps before have left
     * @return empty where the action can't tell, which is shown as effects that nobody knows
     * @throws dev.buildrun.error.ServiceException when it is known already that it would fail
     */
    default Optional<Forecast<O>> forecast(ActionContext<I> context) throws InterruptedException {
        return Optional.empty();
    }
}
