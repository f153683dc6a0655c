package dev.buildrun.scaffolder.builtin.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.integration.GitHost;
import dev.buildrun.integration.RepositoryName;
import dev.buildrun.scaffolder.action.Compensation.Undoing;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import dev.buildrun.scaffolder.action.Undone;
import dev.buildrun.scaffolder.testing.ActionRun;
import dev.buildrun.scaffolder.testing.LoopbackGitHost;
import dev.buildrun.scaffolder.testing.LoopbackGitHost.Git;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PublishedRepositoryTest {
    private static final RepositoryName ORDERS = new RepositoryName("payments", "orders");
    private static final Effect EFFECT = new Effect("git-repository", "payments/orders");

    @TempDir
    Path directory;

    private LoopbackGitHost host;
    private ActionRun task;
    private PublishGit action;

    @BeforeEach
    void publish() throws Exception {
        host = new LoopbackGitHost(Files.createDirectory(directory.resolve("repositories")));
        task = new ActionRun(directory.resolve("task"));
        task.workspace().write("README.md", "# orders".getBytes(StandardCharsets.UTF_8), false);
        action = new PublishGit(
                host, host.addresses(), CommitDefaults.usual(() -> Instant.parse("2026-11-25T10:00:00Z")));
        task.call(action, new PublishGit.Input("payments", "orders", null, null, null, null, null, null));
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private Undone undo(String taskId) throws InterruptedException {
        var entry = task.ledger().find(EFFECT).orElseThrow();
        return action.compensations().getFirst().undo(new Undoing(taskId, entry, null));
    }

    private Path cloned() throws IOException {
        var clone = directory.resolve("clone");
        Git.run(directory, "clone", "--quiet", host.directory(ORDERS).toString(), clone.toString());
        return clone;
    }

    private static String whyLeft(Undone undone) {
        return ((Undone.LeftOver) undone).why();
    }

    @Test
    void removesWhatOnlyTheTaskHasTouched() throws Exception {
        assertThat(undo("task-1")).isEqualTo(new Undone.Removed("the repository payments/orders"));
        assertThat(host.exists(ORDERS)).isFalse();
        assertThat(undo("task-1")).isEqualTo(new Undone.NothingThere("the repository payments/orders"));
    }

    @Test
    void removesARepositoryToWhichNothingWasPushedBeforeACrash() throws Exception {
        task.ledger().forgetConfirmation(EFFECT);
        Git.run(host.directory(ORDERS), "update-ref", "-d", "refs/heads/main");

        assertThat(undo("task-1")).isInstanceOf(Undone.Removed.class);
    }

    @Test
    void leavesACommitOfOthers() throws Exception {
        var clone = cloned();
        Git.run(clone, "commit", "--quiet", "--allow-empty", "-m", "theirs");
        Git.run(clone, "push", "--quiet", "origin", "main");
        var theirs = Git.run(clone, "rev-parse", "HEAD");

        assertThat(undo("task-1"))
                .isEqualTo(new Undone.LeftOver(
                        "the repository payments/orders",
                        host.addresses().base() + "/payments/orders",
                        "others have put something there: branch main at " + theirs,
                        "delete the directory of payments/orders"));
        assertThat(host.exists(ORDERS)).isTrue();
    }

    @Test
    void leavesABranchOrTagOfOthersEvenOnTheSameCommit() throws Exception {
        Git.run(host.directory(ORDERS), "tag", "v1", "main");

        assertThat(whyLeft(undo("task-1"))).endsWith("refs/heads/main, refs/tags/v1");
    }

    @Test
    void leavesARepositoryWithAnIssueOfOthers() throws Exception {
        host.addIssue("issue 7");

        assertThat(whyLeft(undo("task-1"))).endsWith("issue 7");
    }

    @Test
    void leavesARepositoryThatOthersHaveMadeInItsPlace() throws Exception {
        var own = host.look(ORDERS).orElseThrow();
        host.remove(ORDERS, own);
        host.create(ORDERS, new GitHost.Creation("", "main", null, "another"));

        assertThat(whyLeft(undo("task-1"))).isEqualTo("it is not the one that this task has made any more");
        task.ledger().forgetConfirmation(EFFECT);
        assertThat(undo("task-1")).isInstanceOf(Undone.NothingThere.class);
        assertThat(host.exists(ORDERS)).isTrue();
    }
}
