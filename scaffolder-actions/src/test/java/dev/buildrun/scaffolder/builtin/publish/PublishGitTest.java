package dev.buildrun.scaffolder.builtin.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.GitHost;
import dev.buildrun.integration.RepositoryName;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import dev.buildrun.scaffolder.testing.ActionRun;
import dev.buildrun.scaffolder.testing.LoopbackGitHost;
import dev.buildrun.scaffolder.testing.LoopbackGitHost.Git;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PublishGitTest {
    private static final RepositoryName ORDERS = new RepositoryName("payments", "orders");
    private static final Effect EFFECT = new Effect("git-repository", "payments/orders");

    @TempDir
    Path directory;

    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-25T10:00:00Z");
    private LoopbackGitHost host;
    private ActionRun task;

    @BeforeEach
    void start() throws IOException {
        host = new LoopbackGitHost(Files.createDirectory(directory.resolve("repositories")));
        task = workspace("task");
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void createsTheRepositoryAndPushesTheWorkspaceToIt() throws Exception {
        var output = task.call(action(), input(null, null));

        assertThat(output.remoteUrl()).isEqualTo(host.addresses().base() + "/payments/orders.git");
        assertThat(output.repoContentsUrl()).isEqualTo(host.addresses().base() + "/payments/orders/src/branch/main");
        assertThat(host.created()).containsExactly("payments/orders main Takes orders user:default/ada");
        assertThat(git("log", "--format=%H|%an|%ae|%cn|%cI|%s", "main"))
                .isEqualTo(output.commitHash()
                        + "|Scaffolder|scaffolder@backstage.io|Scaffolder|2026-11-25T10:00:00+00:00|initial commit");
        assertThat(git("ls-tree", "-r", "--format=%(objectmode) %(path)", "main"))
                .isEqualTo("100644 .gitignore\n100644 README.md\n100755 bin/run.sh\n120000 link");
        assertThat(git("show", "main:README.md")).isEqualTo("# orders");
    }

    @Test
    void givesWhatARealGitCanClone() throws Exception {
        var output = task.call(action(), input(null, null));

        var remote = host.remote(ORDERS);
        var url = output.remoteUrl().replace("://", "://" + remote.username() + ":" + remote.password() + "@");
        Git.run(directory, "clone", "--quiet", url, "clone");
        assertThat(directory.resolve("clone/bin/run.sh")).isExecutable();
    }

    @Test
    void publishesOneDirectoryOnABranchOfAnotherName() throws Exception {
        var input = new PublishGit.Input(
                "payments", "orders", null, "trunk", "bin", "docs: begin", "Ada", "ada@example.com");

        task.call(action(), input);

        assertThat(git("log", "--format=%an|%ae|%s", "trunk")).isEqualTo("Ada|ada@example.com|docs: begin");
        assertThat(git("ls-tree", "-r", "--name-only", "HEAD")).isEqualTo("run.sh");
    }

    @Test
    void refusesARepositoryThatTheTaskHasNotMade() throws Exception {
        host.create(ORDERS, new GitHost.Creation("", "main", null, "another task"));

        assertThatThrownBy(() -> task.call(action(), input(null, null)))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFLICT))
                .hasMessage(
                        "The repository payments/orders exists already and was not made by this task. Choose another"
                                + " name, or remove it first.");
        assertThat(git("for-each-ref")).isEmpty();
    }

    @Test
    void pushesTheSameCommitAfterACrashBetweenCreatingAndPushing() throws Exception {
        host.failNextPushes(1_000);
        assertThatThrownBy(() -> task.call(action(), input(null, null))).isInstanceOf(ServiceException.class);
        var intended = task.ledger()
                .find(EFFECT)
                .orElseThrow()
                .detail()
                .path("commitHash")
                .asString();
        host.failNextPushes(0);
        now = now.plusSeconds(3_600);

        var output = task.call(action(), input(null, null));

        assertThat(output.commitHash()).isEqualTo(intended);
        assertThat(git("rev-parse", "main")).isEqualTo(intended);
        assertThat(host.created()).hasSize(1);
    }

    @Test
    void isDoneAfterACrashBetweenPushingAndConfirming() throws Exception {
        var first = task.call(action(), input(null, null));
        task.ledger().forgetConfirmation(EFFECT);
        now = now.plusSeconds(3_600);

        var second = task.call(action(), input(null, null));

        assertThat(second).isEqualTo(first);
        assertThat(task.lines()).contains("The repository has the commit already, from an earlier run of this task");
    }

    @Test
    void givesBackWhatItHasConfirmed() throws Exception {
        var first = task.call(action(), input(null, null));

        var second = task.call(action(), input(null, null));

        assertThat(second).isEqualTo(first);
        assertThat(host.created()).hasSize(1);
    }

    @Test
    void refusesToPushOverWhatSomebodyElsePushed() throws Exception {
        task.call(action(), input(null, null));
        task.ledger().forgetConfirmation(EFFECT);
        var clone = directory.resolve("clone");
        Git.run(directory, "clone", "--quiet", host.directory(ORDERS).toString(), clone.toString());
        Git.run(clone, "commit", "--quiet", "--allow-empty", "-m", "theirs");
        Git.run(clone, "push", "--quiet");

        assertThatThrownBy(() -> task.call(action(), input(null, null)))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFLICT))
                .hasMessageContaining("has other commits than those of this task");
        assertThat(git("log", "-1", "--format=%s", "main")).isEqualTo("theirs");
    }

    @Test
    void refusesASecondStepOfTheTaskThatPublishesToTheSameRepository() throws Exception {
        task.asStep("first").call(action(), input(null, null));

        assertThatThrownBy(() -> task.asStep("second").call(action(), input(null, null)))
                .hasMessage("The repository payments/orders was published by the step first of this task already");
    }

    @Test
    void triesAgainWhenThePushFailsForAWhile() throws Exception {
        host.failNextPushes(2);

        task.call(action(), input(null, null));

        assertThat(pauses).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(git("rev-parse", "main")).hasSize(40);
    }

    @Test
    void triesAgainWhateverTheRepositoryIsCalled() throws Exception {
        host.failNextPushes(1);
        var input = new PublishGit.Input("payments", "auth-401-permission", null, null, null, null, null, null);

        var output = task.call(action(), input);

        assertThat(pauses).containsExactly(Duration.ofSeconds(2));
        assertThat(output.commitHash()).hasSize(40);
    }

    @Test
    void publishesNoFileOfTheHostWhileAnotherThreadSwapsADirectoryForALink() throws Exception {
        var outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("file"), "secret of the host");
        write("dir/file", "of the workspace");
        var message = new CommitDefaults("A", "a@example.com", "m", Clock.systemUTC());
        var stop = new AtomicBoolean();
        var swapping = Thread.ofPlatform().start(() -> swap(task.workspace().root(), outside, stop));
        var committed = new TreeSet<String>();

        for (var round = 0; round < 300; round++) {
            try (var commit =
                    FirstCommit.of(task.workspace(), ".", "main", message.fill(input(null, null), Instant.EPOCH))) {
                committed.addAll(texts(commit.repository(), ObjectId.fromString(commit.id())));
            } catch (ServiceException | UncheckedIOException refused) {
                assertThat(refused).isNotNull();
            }
        }
        stop.set(true);
        swapping.join();

        assertThat(committed).contains("# orders\n").doesNotContain("secret of the host");
    }

    private static void swap(Path root, Path outside, AtomicBoolean stop) {
        var aside = root.resolveSibling("aside");
        while (!stop.get()) {
            try {
                Files.move(root.resolve("dir"), aside, StandardCopyOption.ATOMIC_MOVE);
                Files.createSymbolicLink(root.resolve("dir"), outside);
                Files.delete(root.resolve("dir"));
                Files.move(aside, root.resolve("dir"), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            }
        }
    }

    private static List<String> texts(Repository repository, ObjectId id) throws IOException {
        var texts = new ArrayList<String>();
        try (var walk = new TreeWalk(repository)) {
            walk.addTree(new RevWalk(repository).parseCommit(id).getTree());
            walk.setRecursive(true);
            while (walk.next()) {
                var bytes = repository.open(walk.getObjectId(0)).getBytes();
                texts.add(new String(bytes, StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    @Test
    void neverUsesTheGitDirectoryOfTheWorkspace() throws Exception {
        var marker = directory.resolve("hook-ran");
        var hook = ("#!/bin/sh\ntouch " + marker + "\n").getBytes(StandardCharsets.UTF_8);
        for (var name : List.of("pre-commit", "post-commit", "prepare-commit-msg", "pre-push")) {
            task.workspace().write(".git/hooks/" + name, hook, true);
        }
        write(".git/config", "[filter \"evil\"]\n\tclean = touch " + marker + "\n");
        write(".gitattributes", "* filter=evil\n");

        task.call(action(), input(null, null));

        assertThat(marker).doesNotExist();
        assertThat(git("ls-tree", "-r", "--name-only", "main")).doesNotContain(".git/");
    }

    @Test
    void refusesANameThatIsNone() {
        for (var name : List.of("../orders", "a/b", ".hidden", "orders.git", "a b", "-x")) {
            var input = new PublishGit.Input("payments", name, null, null, null, null, null, null);

            assertThatThrownBy(() -> task.call(action(), input))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("\"" + name + "\"");
        }
        assertThat(host.created()).isEmpty();
    }

    @Test
    void refusesASourceOutsideOfTheWorkspaceAndABranchThatIsNone() {
        assertThatThrownBy(() -> task.call(action(), input(null, "../repositories")))
                .hasMessageContaining("outside its parent");
        assertThatThrownBy(() -> task.call(action(), input("a..b", null))).hasMessageContaining("\"a..b\"");
        assertThatThrownBy(() -> task.call(action(), input(null, "missing")))
                .hasMessage("Expected sourcePath to be a directory of the workspace");
        assertThat(host.created()).isEmpty();
    }

    @Test
    void refusesToPublishNothing() throws IOException {
        var empty = new ActionRun(directory.resolve("empty"));

        assertThatThrownBy(() -> empty.call(action(), input(null, null)))
                .hasMessage("Expected the workspace to hold something to publish, found no file");
    }

    private PublishGit action() {
        return new PublishGit(host, host.addresses(), CommitDefaults.usual(() -> now), new Pushing(pauses::add));
    }

    private static PublishGit.Input input(@Nullable String branch, @Nullable String sourcePath) {
        return new PublishGit.Input("payments", "orders", "Takes orders", branch, sourcePath, null, null, null);
    }

    private ActionRun workspace(String name) throws IOException {
        task = new ActionRun(directory.resolve(name));
        write("README.md", "# orders\n");
        write(".gitignore", "target/\n");
        write("target/ignored", "ignored");
        task.workspace().write("bin/run.sh", "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8), true);
        task.workspace().link("link", "README.md");
        return task;
    }

    private void write(String path, String text) {
        task.workspace().write(path, text.getBytes(StandardCharsets.UTF_8), false);
    }

    private String git(String... arguments) {
        return Git.run(host.directory(ORDERS), arguments);
    }
}
