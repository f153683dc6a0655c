package dev.buildrun.scaffolder.testing;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import dev.buildrun.scaffolder.action.Forecast;
import dev.buildrun.scaffolder.action.Forecast.PlannedEffect;
import dev.buildrun.scaffolder.action.Forecast.PlannedFile;
import dev.buildrun.scaffolder.action.NoOutput;
import dev.buildrun.scaffolder.action.Undone;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The world outside, as a list of things, with {@code test:make}, the action that makes one and can undo it. */
public final class World implements Action<World.Input, NoOutput>, Compensation {
    /** What is there, and what was done, in order. */
    public final List<String> things = new ArrayList<>();

    public final List<String> undone = new ArrayList<>();
    /** Things that others have touched. */
    public final Set<String> touched = new HashSet<>();
    /** How many of the next attempts to undo something fail. */
    public int failures;

    /** The input. */
    public record Input(@Nullable String name) {}

    @Override
    public ActionDescription<Input, NoOutput> description() {
        return new ActionDescription<>(
                "test:make",
                "Makes a thing",
                false,
                List.of(),
                new ActionDescription.Schema(null, null),
                Input.class,
                NoOutput.class);
    }

    @Override
    public NoOutput run(ActionContext<Input> context) {
        var name = String.valueOf(context.input().name());
        var effect = new Effect("thing", name);
        context.effects()
                .intend(effect, Json.object().put("stepId", context.step().stepId()));
        things.add(name);
        context.effects().confirm(effect, Json.object());
        return NoOutput.NONE;
    }

    @Override
    public List<Compensation> compensations() {
        return List.of(this);
    }

    @Override
    public Optional<Forecast<NoOutput>> forecast(ActionContext<Input> context) {
        var name = String.valueOf(context.input().name());
        var text = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);
        var before = "one\n".getBytes(StandardCharsets.UTF_8);
        var effect = new PlannedEffect(
                "thing",
                name,
                null,
                "test.thing.create",
                things.contains(name) ? "There is a " + name + " already" : null,
                List.of("component:default/" + name),
                List.of(new PlannedFile("notes.txt", false, before, text)));
        return Optional.of(new Forecast<>(List.of(effect), NoOutput.NONE));
    }

    @Override
    public String effectKind() {
        return "thing";
    }

    @Override
    public Undone undo(Undoing undoing) {
        var name = undoing.entry().effect().key();
        if (failures > 0) {
            failures--;
            throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "The world is closed");
        }
        if (touched.contains(name)) {
            return new Undone.LeftOver(name, "the shelf", "somebody uses it", "ask them");
        }
        undone.add(name);
        return things.remove(name) ? new Undone.Removed(name) : new Undone.NothingThere(name);
    }
}
