package dev.buildrun.scaffolder.builtin.publish;

import dev.buildrun.integration.BuiltInGit;
import dev.buildrun.integration.GitHost;
import dev.buildrun.integration.RepositoryName;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.EffectLedger.Entry;
import dev.buildrun.scaffolder.action.Undone;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes a repository that a task has made, as long as nothing is in it but the task's own commit. */
final class PublishedRepository implements Compensation {
    static final String EFFECT = "git-repository";

    private static final int MAX_NAMED = 5;

    private final GitHost host;
    private final BuiltInGit addresses;

    PublishedRepository(GitHost host, BuiltInGit addresses) {
        this.host = host;
        this.addresses = addresses;
    }

    @Override
    public String effectKind() {
        return EFFECT;
    }

    @Override
    public Undone undo(Undoing undoing) {
        var key = undoing.entry().effect().key();
        var slash = key.indexOf('/');
        var repository = new RepositoryName(key.substring(0, slash), key.substring(slash + 1));
        var what = "the repository " + repository;
        var there = host.look(repository);
        if (there.isEmpty()) {
            return new Undone.NothingThere(what);
        }
        var state = there.get();
        if (!undoing.taskId().equals(state.madeBy())) {
            return undoing.entry().isConfirmed()
                    ? leftOver(repository, "it is not the one that this task has made any more")
                    : new Undone.NothingThere(what + " by this task; the one that is there was made by others");
        }
        var foreign = foreign(state, ownCommits(undoing.entry()));
        if (!foreign.isEmpty()) {
            return leftOver(repository, "others have put something there: " + String.join(", ", foreign));
        }
        return host.remove(repository, state)
                ? new Undone.Removed(what)
                : leftOver(repository, "somebody has just changed it");
    }

    /** The commit that was about to be pushed, and the one that was, after the workspace had changed for another attempt. */
    private static Set<String> ownCommits(Entry entry) {
        var commits = new HashSet<String>();
        commits.add(entry.detail().path("commitHash").asString(""));
        if (entry.result() != null) {
            commits.add(entry.result().path("commitHash").asString(""));
        }
        return commits;
    }

    /** What the task did not put there. */
    private static List<String> foreign(GitHost.State state, Set<String> ownCommits) {
        var foreign = new ArrayList<String>();
        state.refs().entrySet().stream()
                .filter(ref -> !ownCommits.contains(ref.getValue()))
                .map(ref -> ref.getKey().replaceFirst("^refs/heads/", "branch ").replaceFirst("^refs/tags/", "tag ")
                        + " at " + ref.getValue())
                .sorted()
                .forEach(foreign::add);
        foreign.addAll(state.additions());
        // A branch more is somebody's, even where it points to the same commit.
        if (foreign.isEmpty() && state.refs().size() > 1) {
            state.refs().keySet().stream().sorted().forEach(foreign::add);
        }
        return foreign.size() <= MAX_NAMED
                ? foreign
                : List.of(String.join(", ", foreign.subList(0, MAX_NAMED)), (foreign.size() - MAX_NAMED) + " more");
    }

    private Undone leftOver(RepositoryName repository, String why) {
        return new Undone.LeftOver(
                "the repository " + repository,
                addresses.repositoryUrl(repository),
                why,
                host.removalByHand(repository));
    }
}
