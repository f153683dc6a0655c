package dev.buildrun.scaffolder.task;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.EffectLedger;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.run.Cancellation;
import dev.buildrun.scaffolder.run.RunError;
import dev.buildrun.scaffolder.run.RunEvent;
import dev.buildrun.scaffolder.run.RunResult;
import dev.buildrun.scaffolder.run.RunState;
import dev.buildrun.scaffolder.run.TaskRun;
import dev.buildrun.scaffolder.run.TaskRunner;
import dev.buildrun.scaffolder.run.TaskSide;
import dev.buildrun.scaffolder.workspace.Trees;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs a task that is stored nowhere and changes nothing but a directory of its own, on the calling thread. */
public final class DryRuns {
    private static final Workspace.Limits LIMITS = new Workspace.Limits(50L << 20, 5_000);
    private static final int AT_ONCE = 10;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final TaskRunner runner;
    private final Path directory;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** @param directory for dry runs of this process alone: what an earlier process left there is removed */
    public DryRuns(TaskRunner runner, Path directory) {
        this.runner = runner;
        this.directory = OwnDirectory.emptied(directory);
    }

    /** A file that lies beside the template. */
    public record Content(String path, byte[] bytes) {}

    /** What the run wrote, before its workspace goes. */
    public record Outcome(List<RunEvent> log, ObjectNode output, Workspace workspace) {}

    /**
     * Runs a spec.
     *
     * @param spec made for the URL of the template's descriptor that it is given
     * @param look takes what it needs of the outcome
     * @throws ServiceException what the first step that failed threw; NOT_ALLOWED when a path of the content leaves its directory;
     *     SERVICE_UNAVAILABLE when too many run already
     */
    public <T> T run(
            List<Content> contents,
            Function<String, ObjectNode> spec,
            TaskSecrets secrets,
            Initiator initiator,
            Function<Outcome, T> look) {
        var id = newId();
        var beside = directory.resolve(id + "-content");
        try {
            return inWorkspace(id, workspace -> {
                var content = Workspace.open(beside, LIMITS);
                contents.forEach(file -> content.write(file.path(), file.bytes(), false));
                var located = spec.apply("file://" + content.root().resolve("template.yaml"));
                return look.apply(run(new TaskRun(id, located, secrets, initiator, true), workspace));
            });
        } catch (Failed failed) {
            throw failure(failed.error());
        } finally {
            Trees.delete(beside);
        }
    }

    /**
     * Runs a spec that knows where its template lies.
     *
     * @param id see {@link #newId}; what the actions are told of as the task's
     * @throws Failed when a step failed
     * @throws ServiceException SERVICE_UNAVAILABLE when too many run already
     */
    public <T> T run(String id, ObjectNode spec, TaskSecrets secrets, Initiator initiator, Function<Outcome, T> look) {
        return inWorkspace(
                id, workspace -> look.apply(run(new TaskRun(id, spec, secrets, initiator, true), workspace)));
    }

    public static String newId() {
        return "dry-run-" + UUID.randomUUID();
    }

    /** A step failed. */
    public static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient RunError error;

        Failed(RunError error) {
            super(error.message());
            this.error = error;
        }

        public RunError error() {
            return error;
        }
    }

    /** Like {@link Function}, for what may be interrupted. */
    @FunctionalInterface
    private interface Work<T> {
        T in(Workspace workspace) throws InterruptedException;
    }

    private <T> T inWorkspace(String id, Work<T> work) {
        if (!places.tryAcquire()) {
            throw ServiceException.of(
                    ErrorKind.SERVICE_UNAVAILABLE, "Too many dry runs at once, expected at most " + AT_ONCE);
        }
        var workspace = Workspace.open(directory.resolve(id), LIMITS);
        try {
            return work.in(workspace);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "Service is shutting down", exception);
        } finally {
            workspace.delete();
            places.release();
        }
    }

    private Outcome run(TaskRun task, Workspace workspace) throws InterruptedException {
        var log = new ArrayList<RunEvent>();
        var cancellation = new Cancellation();
        var limit = Thread.ofVirtual().name(task.taskId() + "-limit").start(() -> cancelLater(cancellation));
        try {
            var side = new TaskSide(log::add, new NoState(), new NoEffects(), workspace, cancellation);
            return switch (runner.run(task, side)) {
                case RunResult.Completed completed -> new Outcome(log, completed.output(), workspace);
                case RunResult.Failed failed -> throw new Failed(failed.error());
                case RunResult.Suspended suspended -> throw new IllegalStateException("A dry run waits: " + suspended);
            };
        } finally {
            limit.interrupt();
        }
    }

    private static void cancelLater(Cancellation cancellation) {
        try {
            Thread.sleep(LONGEST);
            cancellation.request();
        } catch (InterruptedException _) {
            // The run has ended before.
        }
    }

    private static ServiceException failure(RunError error) {
        var kind = Arrays.stream(ErrorKind.values())
                .filter(candidate -> candidate.wireName().equals(error.name()))
                .findFirst()
                .orElse(ErrorKind.INTERNAL);
        return ServiceException.of(kind, error.message());
    }

    /** Nothing came before, nothing comes after. */
    private static final class NoState implements RunState {
        @Override
        public Map<String, ObjectNode> finishedSteps() {
            return Map.of();
        }

        @Override
        public void stepFinished(String stepId, ObjectNode output, Workspace workspace, boolean isLast, Runnable line) {
            line.run();
        }

        @Override
        public Optional<JsonNode> checkpoint(String key) {
            return Optional.empty();
        }

        @Override
        public void saveCheckpoint(String key, ObjectNode entry) {}
    }

    /** Actions that have effects do not run in a dry run; one that says otherwise has nothing to look up. */
    private static final class NoEffects implements EffectLedger {
        @Override
        public Optional<Entry> find(Effect effect) {
            return Optional.empty();
        }

        @Override
        public void intend(Effect effect, ObjectNode detail) {
            throw ServiceException.of(ErrorKind.NOT_ALLOWED, "A dry run has no effects, found " + effect);
        }

        @Override
        public void confirm(Effect effect, ObjectNode result) {
            throw ServiceException.of(ErrorKind.NOT_ALLOWED, "A dry run has no effects, found " + effect);
        }
    }
}
