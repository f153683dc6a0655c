package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.EcmaNumber;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.NoOutput;
import dev.buildrun.scaffolder.action.Sleeper;
import java.time.Duration;

/** {@code roadiehq:utils:sleep} */
public final class Sleep implements Action<Sleep.Input, NoOutput> {
    private static final ActionDescription<Input, NoOutput> DESCRIPTION =
            ActionDescription.beside(Sleep.class, "roadiehq:utils:sleep", Input.class, NoOutput.class);

    private final Sleeper sleeper;
    private final Duration longest;

    /** @param longest what more is refused */
    public Sleep(Sleeper sleeper, Duration longest) {
        this.sleeper = sleeper;
        this.longest = longest;
    }

    /** The action's input, in seconds. */
    public record Input(double amount) {}

    @Override
    public ActionDescription<Input, NoOutput> description() {
        return DESCRIPTION;
    }

    @Override
    public NoOutput run(ActionContext<Input> context) throws InterruptedException {
        var amount = context.input().amount();
        var seconds = EcmaNumber.text(amount);
        if (amount > longest.toMillis() / 1_000.0) {
            throw ServiceException.input("sleep amount can not be greater than maxSleep. amount: " + seconds
                    + ", maxSleep: " + EcmaNumber.text(longest.toMillis() / 1_000.0));
        }
        context.log().info("Waiting " + seconds + " seconds");
        sleeper.sleep(Duration.ofMillis(Math.max(0, Math.round(amount * 1_000))));
        return NoOutput.NONE;
    }
}
