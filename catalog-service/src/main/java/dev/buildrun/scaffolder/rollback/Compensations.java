package dev.buildrun.scaffolder.rollback;

import dev.buildrun.scaffolder.action.Actions;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.Compensation.Undoing;
import dev.buildrun.scaffolder.action.Undone;
import java.util.HashMap;
import java.util.Map;

/** How each kind of effect is undone, as the actions say. */
final class Compensations {
    private final Map<String, Compensation> byKind = new HashMap<>();

    Compensations(Actions actions) {
        for (var action : actions.all()) {
            for (var compensation : action.compensations()) {
                byKind.put(compensation.effectKind(), compensation);
            }
        }
    }

    Undone undo(Undoing undoing) throws InterruptedException {
        var effect = undoing.entry().effect();
        var compensation = byKind.get(effect.kind());
        return compensation == null
                ? new Undone.LeftOver(
                        "the " + effect.kind() + " " + effect.key(),
                        effect.key(),
                        "no action of this service knows how to undo it",
                        "see whether it is there, and remove it with the tool that belongs to it")
                : compensation.undo(undoing);
    }
}
