package dev.buildrun.scaffolder.run;

import dev.buildrun.scaffolder.workspace.Workspace;
import java.util.Map;

/**
 * The operator's settings for all runs.
 *
 * @param environmentParameters what expressions see as {@code environment.parameters} ({@code
 *     scaffolder.defaultEnvironment.parameters})
 * @param environmentSecrets what they see as {@code environment.secrets}, where secrets may be seen at all; empty in a dry run
 * @param refuseUnknownInput whether a key that an action does not know fails the step, as Backstage has it since 2026; otherwise
 *     it is dropped with a line in the log, because most public templates have such keys
 * @param workspace how much a task may write ({@code buildrun.scaffolder.workspace})
 */
public record RunSettings(
        Map<String, String> environmentParameters,
        Map<String, String> environmentSecrets,
        boolean refuseUnknownInput,
        Workspace.Limits workspace) {
    public static final RunSettings USUAL = new RunSettings(Map.of(), Map.of(), false);

    /** With the usual bounds of a workspace. */
    public RunSettings(
            Map<String, String> environmentParameters,
            Map<String, String> environmentSecrets,
            boolean refuseUnknownInput) {
        this(environmentParameters, environmentSecrets, refuseUnknownInput, Workspace.Limits.USUAL);
    }

    public RunSettings {
        environmentParameters = Map.copyOf(environmentParameters);
        environmentSecrets = Map.copyOf(environmentSecrets);
    }

    @Override
    public String toString() {
        return "RunSettings[refuseUnknownInput=" + refuseUnknownInput + "]";
    }
}
