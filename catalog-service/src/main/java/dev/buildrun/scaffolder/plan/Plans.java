package dev.buildrun.scaffolder.plan;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.Actions;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.plan.Plan.WorkspaceFile;
import dev.buildrun.scaffolder.run.TaskRunner;
import dev.buildrun.scaffolder.task.DryRuns;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** Makes plans, on the calling thread, within the bounds of dry runs. */
public final class Plans {
    private final DryRuns dryRuns;
    private final Map<String, Recorder> recorders = new ConcurrentHashMap<>();

    /**
     * Makes them for these actions.
     *
     * @param runner makes the runner of plans, for actions that stand in for the real ones
     * @param directory for plans of this process alone: what an earlier process left there is removed
     */
    public Plans(Actions actions, Function<Actions, TaskRunner> runner, Path directory) {
        var planning = new ArrayList<Action<?, ?>>();
        for (var action : actions.all()) {
            planning.add(forecasting(action));
        }
        this.dryRuns = new DryRuns(runner.apply(new Actions(planning)), directory);
    }

    private <I extends Record, O extends Record> Action<?, ?> forecasting(Action<I, O> action) {
        return new ForecastingAction<>(action, id -> recorders.computeIfAbsent(id, _ -> new Recorder()));
    }

    /**
     * Finds out what a run of the spec would do.
     *
     * @throws ServiceException of kind SERVICE_UNAVAILABLE when too many are being made
     */
    public Plan plan(ObjectNode spec, TaskSecrets secrets, Initiator initiator) {
        var id = DryRuns.newId();
        try {
            return dryRuns.run(id, spec, secrets, initiator, outcome -> {
                var recorder = recorder(id);
                var files = files(outcome.workspace());
                return new Plan(
                        recorder.effects(), recorder.unknown(), recorder.outputs(), files, null, outcome.output());
            });
        } catch (DryRuns.Failed failed) {
            var recorder = recorder(id);
            return new Plan(
                    recorder.effects(), recorder.unknown(), recorder.outputs(), List.of(), failed.error(), null);
        } finally {
            recorders.remove(id);
        }
    }

    private Recorder recorder(String id) {
        return recorders.getOrDefault(id, new Recorder());
    }

    private static List<WorkspaceFile> files(Workspace workspace) {
        var files = new ArrayList<WorkspaceFile>();
        for (var path : workspace.list()) {
            if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                files.add(new WorkspaceFile(workspace.relative(path), Files.isExecutable(path), size(path)));
            }
        }
        return files;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
