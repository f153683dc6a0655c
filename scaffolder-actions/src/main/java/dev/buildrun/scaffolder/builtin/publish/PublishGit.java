package dev.buildrun.scaffolder.builtin.publish;

import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.BuiltInGit;
import dev.buildrun.integration.GitHost;
import dev.buildrun.integration.RepositoryName;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import dev.buildrun.scaffolder.action.EffectLedger.Entry;
import dev.buildrun.scaffolder.action.Forecast;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code publish:git}: makes a repository on the built-in Git host and pushes the workspace to it.
 *
 * <p>It may be cut off anywhere and run again. The ledger remembers when the commit was made, so the same files give the same
 * commit again, and a repository that has it already is done. A repository that this task has not made is never pushed to.
 */
public final class PublishGit implements Action<PublishGit.Input, PublishGit.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(PublishGit.class, "publish:git", Input.class, Output.class);

    private final GitHost host;
    private final BuiltInGit addresses;
    private final CommitDefaults defaults;
    private final Pushing pushing;

    PublishGit(GitHost host, BuiltInGit addresses, CommitDefaults defaults, Pushing pushing) {
        this.host = host;
        this.addresses = addresses;
        this.defaults = defaults;
        this.pushing = pushing;
    }

    public PublishGit(GitHost host, BuiltInGit addresses, CommitDefaults defaults) {
        this(host, addresses, defaults, new Pushing(Thread::sleep));
    }

    /** The action's input. */
    public record Input(
            String owner,
            String repo,
            @Nullable String description,
            @Nullable String defaultBranch,
            @Nullable String sourcePath,
            @Nullable String gitCommitMessage,
            @Nullable String gitAuthorName,
            @Nullable String gitAuthorEmail) {
        String branch() {
            return defaultBranch == null || defaultBranch.isEmpty() ? "main" : defaultBranch;
        }

        String source() {
            return sourcePath == null ? "." : sourcePath;
        }
    }

    /** The action's output. */
    public record Output(String remoteUrl, String repoContentsUrl, String commitHash) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) throws InterruptedException {
        var input = context.input();
        var repository = new RepositoryName(input.owner(), input.repo());
        var effect = new Effect(PublishedRepository.EFFECT, repository.toString());
        var earlier = context.effects().find(effect);
        var done = earlier.map(Entry::result);
        if (done.isPresent()) {
            return published(repository, context, earlier.get(), done.get());
        }
        if (earlier.isEmpty() && host.exists(repository)) {
            throw existsAlready(repository);
        }
        try (var commit = FirstCommit.of(
                context.workspace(), input.source(), input.branch(), defaults.fill(input, committedAt(earlier)))) {
            var detail = Json.object()
                    .put("stepId", context.step().stepId())
                    .put("committedAt", commit.committedAt().toEpochMilli())
                    .put("commitHash", commit.id());
            context.effects().intend(effect, detail);
            deliver(repository, commit, context);
            context.effects().confirm(effect, Json.object().put("commitHash", commit.id()));
            return output(repository, input, commit.id());
        }
    }

    private static ServiceException existsAlready(RepositoryName repository) {
        return ServiceException.conflict("The repository " + repository
                + " exists already and was not made by this task. Choose another name, or remove it first.");
    }

    @Override
    public List<Compensation> compensations() {
        return List.of(new PublishedRepository(host, addresses));
    }

    @Override
    public Optional<Forecast<Output>> forecast(ActionContext<Input> context) {
        var input = context.input();
        var repository = new RepositoryName(input.owner(), input.repo());
        return Optional.of(new Forecast<>(
                List.of(RepositoryForecast.of(host, addresses, repository, context.workspace(), input.source())),
                output(repository, input, "<commit>")));
    }

    private static @Nullable Instant committedAt(Optional<Entry> earlier) {
        return earlier.map(entry ->
                        Instant.ofEpochMilli(entry.detail().path("committedAt").asLong()))
                .orElse(null);
    }

    private void deliver(RepositoryName repository, FirstCommit commit, ActionContext<Input> context)
            throws InterruptedException {
        var input = context.input();
        var taskId = context.step().taskId();
        var there = host.look(repository);
        if (there.isEmpty()) {
            context.log().info("Creating the repository " + repository);
            var description = input.description() == null ? "" : input.description();
            var creator = context.step().initiator().userRef();
            host.create(repository, new GitHost.Creation(description, input.branch(), creator, taskId));
        } else if (!taskId.equals(there.get().madeBy())) {
            throw existsAlready(repository);
        }
        var remote = host.remote(repository);
        var heads = pushing.heads(remote, context.log());
        if (heads.isEmpty()) {
            pushing.push(commit, remote, context.log());
            context.log().info("Pushed commit " + commit.id() + " to " + input.branch());
        } else if (heads.containsValue(commit.id())) {
            context.log().info("The repository has the commit already, from an earlier run of this task");
        } else {
            throw ServiceException.conflict("The repository " + repository
                    + " has other commits than those of this task; expected it to be empty or to have " + commit.id());
        }
    }

    private Output published(RepositoryName repository, ActionContext<Input> context, Entry entry, JsonNode result) {
        var step = entry.detail().path("stepId").asString();
        if (!step.equals(context.step().stepId())) {
            throw ServiceException.conflict(
                    "The repository " + repository + " was published by the step " + step + " of this task already");
        }
        context.log().info("The repository " + repository + " was published by an earlier run of this task");
        return output(repository, context.input(), result.path("commitHash").asString());
    }

    private Output output(RepositoryName repository, Input input, String commit) {
        return new Output(addresses.remoteUrl(repository), addresses.contentsUrl(repository, input.branch()), commit);
    }
}
