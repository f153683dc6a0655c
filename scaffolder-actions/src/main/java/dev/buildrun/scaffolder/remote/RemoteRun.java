package dev.buildrun.scaffolder.remote;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import dev.buildrun.scaffolder.action.Sleeper;
import dev.buildrun.scaffolder.remote.RemoteDescription.Files;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One step at a worker. A run is written into the ledger before the worker hears of it, and goes under a key that is the same after a
 * crash: it is looked up there and not begun twice. A run that the worker has lost is not begun anew either, since nobody knows what it
 * has done; only whoever retries the task asks for that.
 */
final class RemoteRun {
    private static final Duration SILENCE = Duration.ofSeconds(45);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_FAILURES = 30;
    private static final int MOST_ATTEMPTS = 100;
    private static final long MOST_WORKSPACE_BYTES = 50L << 20;
    private static final String OUTCOME = "outcome";
    private static final String COMPLETED = "completed";

    private final WorkerClient client;
    private final RemoteDescription offer;
    private final ActionContext<RemoteAction.Input> context;
    private final Sleeper sleeper;
    private final String actionId;

    RemoteRun(
            WorkerClient client, RemoteDescription offer, ActionContext<RemoteAction.Input> context, Sleeper sleeper) {
        this.client = client;
        this.offer = offer;
        this.context = context;
        this.sleeper = sleeper;
        this.actionId = offer.action().id();
    }

    RemoteAction.Output run() throws InterruptedException {
        if (context.step().dryRun()) {
            var key = "dry-run-" + UUID.randomUUID();
            start(key, 1);
            return outcome(key, follow(key));
        }
        for (var attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            var effect = new Effect(RemoteCompensation.kind(actionId), key(attempt));
            var entry = context.effects().find(effect);
            if (entry.isEmpty()) {
                context.effects().intend(effect, RemoteCompensation.detail(context.step(), offer));
                start(effect.key(), attempt);
                return ended(effect);
            }
            var result = entry.get().result();
            var isOver = result != null && !result.path(OUTCOME).asString("").equals(COMPLETED);
            if (!isOver) {
                var instance = entry.get().detail().path("instance").asString("");
                return goOn(effect, attempt, result == null && instance.equals(offer.instance()));
            }
        }
        throw ServiceException.conflict("The step has been tried " + MOST_ATTEMPTS + " times at the worker");
    }

    /** @param canBegin whether a run that the worker does not know has never come to it */
    private RemoteAction.Output goOn(Effect effect, int attempt, boolean canBegin) throws InterruptedException {
        if (isKnown(effect.key())) {
            context.log().info("Going on with the run at " + client.worker().url());
            return ended(effect);
        }
        if (!canBegin) {
            throw lost(effect);
        }
        start(effect.key(), attempt);
        return ended(effect);
    }

    private boolean isKnown(String key) throws InterruptedException {
        for (var failures = 1; ; failures++) {
            try {
                return client.knows(key);
            } catch (WorkerException exception) {
                if (!exception.isTransient() || failures >= MOST_FAILURES) {
                    throw failed(exception);
                }
                sleeper.sleep(PAUSE);
            }
        }
    }

    private void start(String key, int attempt) throws InterruptedException {
        try {
            if (offer.files() != Files.NONE) {
                sendWorkspace(key);
            }
            client.start(key, request(attempt));
        } catch (WorkerException exception) {
            throw failed(exception);
        }
    }

    private ObjectNode request(int attempt) {
        var step = context.step();
        var request = Json.object().put("action", actionId);
        request.set("input", context.input().tree());
        var secrets = request.putObject("secrets");
        offer.secrets().stream()
                .filter(client.worker().secrets()::contains)
                .forEach(name -> context.secrets().get(name).ifPresent(value -> secrets.put(name, value)));
        request.putObject("task")
                .put("id", step.taskId())
                .put("stepId", step.stepId())
                .put("iteration", step.iteration())
                .put("attempt", attempt)
                .put("templateRef", step.templateRef())
                .put("userRef", step.initiator().userRef())
                .put("dryRun", step.dryRun());
        return request;
    }

    private void sendWorkspace(String key) throws WorkerException, InterruptedException {
        Path tar = null;
        try {
            tar = java.nio.file.Files.createTempFile("buildrun-remote-", ".tar");
            try (var target = new BufferedOutputStream(java.nio.file.Files.newOutputStream(tar))) {
                new Tar(MOST_WORKSPACE_BYTES).write(context.workspace(), target);
            }
            client.putWorkspace(key, tar);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } finally {
            remove(tar);
        }
    }

    private static void remove(@Nullable Path file) {
        try {
            if (file != null) {
                java.nio.file.Files.deleteIfExists(file);
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** Follows a run of the ledger to its end, and writes down what came of it. */
    private RemoteAction.Output ended(Effect effect) throws InterruptedException {
        try {
            var last = follow(effect.key());
            if (last.isEmpty()) {
                throw lost(effect);
            }
            if (!isResult(last.get())) {
                context.effects().confirm(effect, Json.object().put(OUTCOME, "failed"));
            }
            var output = outcome(effect.key(), last);
            context.effects().confirm(effect, Json.object().put(OUTCOME, COMPLETED));
            return output;
        } catch (InterruptedException exception) {
            if (context.control().isCancelled()) {
                cancel(effect);
            }
            throw exception;
        }
    }

    private void cancel(Effect effect) throws InterruptedException {
        try {
            client.cancel(effect.key());
        } catch (WorkerException exception) {
            context.log().warn("The worker could not be told that the task was cancelled: " + exception.getMessage());
        }
        context.effects().confirm(effect, Json.object().put(OUTCOME, "cancelled"));
    }

    /** The last event; empty when the worker does not know the run any more. */
    private Optional<JsonNode> follow(String key) throws InterruptedException {
        var seen = 0L;
        var failures = 0;
        while (true) {
            try (var events = client.events(key, seen)) {
                for (var event = events.next(SILENCE); event.isPresent(); event = events.next(SILENCE)) {
                    failures = 0;
                    seen = Math.max(seen, event.get().path("seq").asLong(0));
                    if (!event.get().path("type").asString("").equals("log")) {
                        return event;
                    }
                    line(event.get());
                }
                // The worker may end a stream whenever it likes.
                throw new WorkerException("the stream ends before the run", 0);
            } catch (WorkerException exception) {
                if (exception.status() == 404) {
                    return Optional.empty();
                }
                if (!exception.isTransient() || ++failures >= MOST_FAILURES) {
                    throw failed(exception);
                }
                sleeper.sleep(PAUSE);
            }
        }
    }

    private void line(JsonNode event) {
        var message = event.path("message").asString("");
        switch (event.path("level").asString("info")) {
            case "error" -> context.log().error(message);
            case "warn" -> context.log().warn(message);
            default -> context.log().info(message);
        }
    }

    private RemoteAction.Output outcome(String key, Optional<JsonNode> last) throws InterruptedException {
        var event = last.orElseThrow(() -> ServiceException.conflict("The worker has lost the run"));
        if (!isResult(event)) {
            throw failure(event);
        }
        if (offer.files() == Files.WRITE && event.path("changed").asBoolean(false)) {
            takeFiles(key, event);
        }
        return new RemoteAction.Output(event.path("output") instanceof ObjectNode output ? output : Json.object());
    }

    private static boolean isResult(JsonNode event) {
        return event.path("type").asString("").equals("result");
    }

    private static ServiceException failure(JsonNode event) {
        var name = event.path("name").asString("");
        var kind = Arrays.stream(ErrorKind.values())
                .filter(candidate -> candidate.wireName().equals(name))
                .findFirst()
                .orElse(ErrorKind.INTERNAL);
        return ServiceException.of(kind, event.path("message").asString("The worker gives no reason"));
    }

    private void takeFiles(String key, JsonNode event) throws InterruptedException {
        try (var changes = client.changes(key)) {
            for (var path : event.path("deleted")) {
                java.nio.file.Files.deleteIfExists(context.workspace().resolve(path.asString("")));
            }
            new Tar(MOST_WORKSPACE_BYTES).read(changes, context.workspace());
        } catch (WorkerException exception) {
            throw failed(exception);
        } catch (IOException exception) {
            throw ServiceException.of(
                    ErrorKind.INTERNAL, "The files of the worker could not be taken over: " + exception.getMessage());
        }
    }

    private ServiceException lost(Effect effect) {
        context.effects().confirm(effect, Json.object().put(OUTCOME, "lost"));
        return ServiceException.of(
                ErrorKind.INTERNAL,
                "The worker at " + client.worker().url() + " does not know the run " + effect.key()
                        + " any more, and may have done a part of its work, or all of it. Look what it has done, then retry the"
                        + " task to run " + actionId + " again");
    }

    private ServiceException failed(WorkerException exception) {
        return ServiceException.of(
                ErrorKind.SERVICE_UNAVAILABLE,
                "The worker at " + client.worker().url() + " that serves " + actionId + " fails: "
                        + exception.getMessage() + ". See to it that it runs, then retry the task",
                exception);
    }

    /** The same for the same attempt at the same step, after a crash too. */
    private String key(int attempt) {
        try {
            var step = context.step();
            var place = step.stepId() + "\0" + (step.iteration() == null ? "" : step.iteration());
            var digest = MessageDigest.getInstance("SHA-256").digest(place.getBytes(StandardCharsets.UTF_8));
            return step.taskId() + "-" + HexFormat.of().formatHex(digest, 0, 8) + "-" + attempt;
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
