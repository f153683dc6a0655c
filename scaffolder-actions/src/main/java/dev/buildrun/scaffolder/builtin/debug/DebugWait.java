package dev.buildrun.scaffolder.builtin.debug;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Forecast;
import dev.buildrun.scaffolder.action.NoOutput;
import dev.buildrun.scaffolder.action.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code debug:wait} */
public final class DebugWait implements Action<DebugWait.Input, NoOutput> {
    private static final ActionDescription<Input, NoOutput> DESCRIPTION =
            ActionDescription.beside(DebugWait.class, "debug:wait", Input.class, NoOutput.class);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Sleeper sleeper;

    public DebugWait(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    /** The action's input; the three are added up. */
    public record Input(
            @Nullable Double minutes,
            @Nullable Double seconds,
            @Nullable Double milliseconds) {
        Duration total() {
            var total = part(minutes) * 60_000 + part(seconds) * 1_000 + part(milliseconds);
            return Duration.ofMillis(Math.max(0, Math.round(total)));
        }

        private static double part(@Nullable Double value) {
            return value == null ? 0 : value;
        }
    }

    @Override
    public ActionDescription<Input, NoOutput> description() {
        return DESCRIPTION;
    }

    @Override
    public NoOutput run(ActionContext<Input> context) throws InterruptedException {
        var duration = context.input().total();
        if (duration.compareTo(LONGEST) > 0) {
            throw ServiceException.of(
                    ErrorKind.INTERNAL,
                    "Waiting duration is longer than the maximum threshold of " + LONGEST.toMinutes() + " minutes");
        }
        sleeper.sleep(duration);
        return NoOutput.NONE;
    }

    /** It does nothing to anything. */
    @Override
    public Optional<Forecast<NoOutput>> forecast(ActionContext<Input> context) {
        return Optional.of(new Forecast<>(List.of(), NoOutput.NONE));
    }
}
