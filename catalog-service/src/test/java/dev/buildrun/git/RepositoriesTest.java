package dev.buildrun.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.RepositoryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoriesTest {
    private static final RepositoryName WEB = new RepositoryName("payments", "web");

    @TempDir
    Path root;

    private Repositories repositories;

    @BeforeEach
    void open() {
        repositories = Repositories.open(root, Clock.systemUTC());
    }

    private void create(RepositoryName name) {
        repositories.create(new HostedRepository(name, "About\nit", "user:default/jane", "a task"), "main");
    }

    @Test
    void remembersWhatItWasToldAboutARepository() {
        create(WEB);

        assertThat(repositories.describe(WEB))
                .isEqualTo(new HostedRepository(WEB, "About\nit", "user:default/jane", "a task"));
        assertThat(repositories.exists(WEB)).isTrue();
    }

    @Test
    void listsRepositoriesInOrder() {
        create(new RepositoryName("payments", "web"));
        create(new RepositoryName("payments", "api"));
        create(new RepositoryName("billing", "web"));

        assertThat(repositories.list(2)).map(RepositoryName::toString).containsExactly("billing/web", "payments/api");
    }

    @Test
    void makesOneOfTwoThatAreAskedForAtOnce() throws Exception {
        for (var round = 0; round < 20; round++) {
            var name = new RepositoryName("payments", "web" + round);
            var barrier = new CyclicBarrier(2);
            try (var threads = Executors.newFixedThreadPool(2)) {
                var outcomes = threads.invokeAll(IntStream.range(0, 2)
                        .<Callable<Boolean>>mapToObj(_ -> () -> {
                            barrier.await();
                            return isMade(name);
                        })
                        .toList());

                assertThat(outcomes.get(0).get()).isNotEqualTo(outcomes.get(1).get());
            }
        }
        assertThat(root.resolve(".new")).isEmptyDirectory();
    }

    private boolean isMade(RepositoryName name) {
        try {
            create(name);
            return true;
        } catch (ServiceException exception) {
            assertThat(exception.kind()).isEqualTo(ErrorKind.CONFLICT);
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "../x", "a..b", "x.lock", "-"})
    void refusesABranchThatGitWouldNotTake(String branch) {
        var repository = new HostedRepository(WEB, "", null, null);

        assertThatThrownBy(() -> repositories.create(repository, branch.equals("-") ? "a/" : branch))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("default branch");
        assertThat(repositories.exists(WEB)).isFalse();
    }

    @Test
    void clearsAwayWhatACrashLeftButNothingThatIsBeingMade() throws IOException {
        var abandoned = Files.createDirectories(root.resolve(".new/abandoned/objects"));
        Files.writeString(abandoned.resolve("file"), "x");
        var now = Clock.systemUTC().instant();
        Files.setLastModifiedTime(root.resolve(".new/abandoned"), FileTime.from(now.minus(Duration.ofHours(2))));
        var young = Files.createDirectories(root.resolve(".new/young"));

        Repositories.open(root, Clock.systemUTC());

        assertThat(root.resolve(".new/abandoned")).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void saysThatARepositoryIsMissing() {
        assertThatThrownBy(() -> repositories.open(WEB))
                .hasMessage("There is no repository payments/web")
                .returns(ErrorKind.NOT_FOUND, failure -> ((ServiceException) failure).kind());
    }

    @Test
    void refusesLimitsThatMakeNoSense() {
        var second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new GitConfig.Limits(0, 1, 1, 1, second))
                .hasMessage("buildrun.git.maxPackBytes: expected 1 to 4294967296, found 0");
        assertThatThrownBy(() -> new GitConfig.Limits(1, 0, 1, 1, second))
                .hasMessageStartingWith("buildrun.git.maxObjectBytes: ");
        assertThatThrownBy(() -> new GitConfig.Limits(1, 1, 0, 1, second))
                .hasMessageStartingWith("buildrun.git.maxPackObjects: ");
        assertThatThrownBy(() -> new GitConfig.Limits(1, 1, 1, 0, second))
                .hasMessageStartingWith("buildrun.git.maxTransfers: ");
        assertThatThrownBy(() -> new GitConfig.Limits(1, 1, 1, 1, Duration.ZERO))
                .hasMessageStartingWith("buildrun.git.transferTimeout: ");
    }
}
