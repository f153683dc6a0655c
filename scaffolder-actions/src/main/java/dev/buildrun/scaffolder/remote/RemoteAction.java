package dev.buildrun.scaffolder.remote;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.Sleeper;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** An action that a worker serves. Known by its id even while the worker is not there. */
final class RemoteAction implements Action<RemoteAction.Input, RemoteAction.Output> {
    private final String id;
    private final WorkerClient client;
    private final Offers offers;
    private final Sleeper sleeper;

    RemoteAction(String id, WorkerClient client, Offers offers, Sleeper sleeper) {
        this.id = id;
        this.client = client;
        this.offers = offers;
        this.sleeper = sleeper;
    }

    /** Whatever the worker's schema allows. */
    record Input(@JsonValue ObjectNode tree) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Input {}

        @Override
        public String toString() {
            return "Input[...]";
        }
    }

    /** Whatever the worker gave. */
    record Output(@JsonValue ObjectNode tree) {
        @Override
        public String toString() {
            return "Output[...]";
        }
    }

    @Override
    public ActionDescription<Input, Output> description() {
        return offers.find(id)
                .map(RemoteDescription::action)
                .orElseGet(() -> RemoteDescription.unavailable(id, offers.problem(id)));
    }

    @Override
    public List<Compensation> compensations() {
        return List.of(new RemoteCompensation(id, client, offers));
    }

    @Override
    public Output run(ActionContext<Input> context) throws InterruptedException {
        return new RemoteRun(client, offers.get(id), context, sleeper).run();
    }
}
