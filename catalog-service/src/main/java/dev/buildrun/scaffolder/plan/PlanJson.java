package dev.buildrun.scaffolder.plan;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Forecast.PlannedFile;
import dev.buildrun.scaffolder.plan.Plan.StepEffect;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A plan on the wire. */
public final class PlanJson {
    /** Of all diffs together; files beyond are listed without. */
    private static final int MAX_DIFF_CHARACTERS = 1 << 20;

    private final Function<String, String> decisions;
    private final Predicate<String> exists;
    private int diffCharacters;
    private boolean isAllowed = true;
    private boolean isRefused;

    /**
     * For one plan.
     *
     * @param decisions gives {@code allow}, {@code deny} or {@code conditional} for the name of a permission
     * @param exists whether the catalog has an entity of this reference
     */
    public PlanJson(Function<String, String> decisions, Predicate<String> exists) {
        this.decisions = decisions;
        this.exists = exists;
    }

    /** With a verdict: {@code ok}, {@code unknown} where some effects can't be told, {@code denied} or {@code fails}. */
    public ObjectNode of(Plan plan) {
        var json = Json.object();
        var effects = json.putArray("effects");
        plan.effects().forEach(effect -> effects.add(effect(effect)));
        var unknown = json.putArray("unknownEffects");
        plan.unknown()
                .forEach(
                        step -> unknown.addObject().put("stepId", step.stepId()).put("action", step.action()));
        var outputs = json.putArray("stepOutputs");
        plan.outputs()
                .forEach(step -> outputs.addObject()
                        .put("stepId", step.stepId())
                        .put("action", step.action())
                        .set("output", step.output()));
        var workspace = json.putArray("workspace");
        plan.files()
                .forEach(file -> workspace
                        .addObject()
                        .put("path", file.path())
                        .put("executable", file.executable())
                        .put("bytes", file.bytes()));
        if (plan.failure() != null) {
            json.set("failure", plan.failure().toJson());
        }
        if (plan.output() != null) {
            json.set("output", plan.output());
        }
        return json.put("verdict", verdict(plan));
    }

    private String verdict(Plan plan) {
        if (plan.failure() != null || isRefused) {
            return "fails";
        }
        if (!isAllowed) {
            return "denied";
        }
        return plan.unknown().isEmpty() ? "ok" : "unknown";
    }

    private ObjectNode effect(StepEffect planned) {
        var effect = planned.effect();
        var json = Json.object()
                .put("stepId", planned.stepId())
                .put("action", planned.action())
                .put("kind", effect.kind())
                .put("key", effect.key());
        if (effect.url() != null) {
            json.put("url", effect.url());
        }
        if (effect.permission() != null) {
            var decision = decisions.apply(effect.permission());
            isAllowed &= !decision.equals("deny");
            json.putObject("permission").put("name", effect.permission()).put("decision", decision);
        }
        if (effect.refusal() != null) {
            isRefused = true;
            json.put("refusal", effect.refusal());
        }
        var entities = json.putArray("entities");
        effect.entities()
                .forEach(ref -> entities.addObject().put("entityRef", ref).put("exists", exists.test(ref)));
        var files = json.putArray("files");
        effect.files().forEach(file -> add(file, files));
        return json;
    }

    private void add(PlannedFile file, ArrayNode files) {
        var json = files.addObject()
                .put("path", file.path())
                .put("change", change(file))
                .put("executable", file.executable())
                .put("bytes", file.after() == null ? 0 : file.after().length);
        if (diffCharacters < MAX_DIFF_CHARACTERS) {
            UnifiedDiff.of(file).ifPresent(diff -> {
                diffCharacters += diff.length();
                json.put("diff", diff);
            });
        }
    }

    private static String change(PlannedFile file) {
        if (file.before() == null) {
            return "added";
        }
        if (file.after() == null) {
            return "removed";
        }
        return Arrays.equals(file.before(), file.after()) ? "same" : "changed";
    }
}
