package dev.buildrun.access.elsewhere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.access.Access;
import dev.buildrun.access.AccessConfig;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Discovery;
import dev.buildrun.access.Mandate;
import dev.buildrun.access.Permission;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JointQuestionsTest {
    private static final Permission READ = new Permission("catalog.entity.read", "read", "catalog-entity");
    private static final Permission DELETE = new Permission("catalog.entity.delete", "delete", "catalog-entity");

    private final Access access = new Access(new AccessConfig(
            URI.create("http://localhost:7007"),
            true,
            Duration.ofHours(1),
            null,
            List.of(),
            Discovery.NONE,
            URI.create("http://127.0.0.1:1/api/permission")));
    private final List<Set<Permission>> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private volatile RuntimeException failure = new IllegalStateException("none");
    private volatile boolean fails;
    private final JointQuestions questions = new JointQuestions(this::answer);

    @AfterEach
    void stop() {
        access.close();
    }

    private List<Decision> answer(Mandate mandate, String plugin, List<Permission> permissions) {
        asked.add(Set.copyOf(permissions));
        try {
            firstMayEnd.await();
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
        if (fails) {
            throw failure;
        }
        return permissions.stream()
                .map(permission -> permission.equals(DELETE) ? Decision.DENY : Decision.ALLOW)
                .toList();
    }

    private Mandate mandate(String user) {
        var caller = access.authenticator.acting(user, access.tokens.forUser(user));
        return Objects.requireNonNull(caller.mandate());
    }

    @Test
    void asksTogetherWhatIsAskedMeanwhile() throws InterruptedException, ExecutionException {
        var jane = mandate("user:default/jane");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> questions.ask(jane, "catalog", Set.of(READ)));
            await(() -> asked.size() == 1);
            var others = IntStream.range(0, 20)
                    .mapToObj(i ->
                            threads.submit(() -> questions.ask(jane, "catalog", Set.of(i % 2 == 0 ? READ : DELETE))))
                    .toList();
            await(() -> questions.waiting() == 20);
            firstMayEnd.countDown();

            assertThat(first.get()).isEqualTo(Map.of(READ, Decision.ALLOW));
            for (var other : others) {
                assertThat(other.get()).containsEntry(READ, Decision.ALLOW).containsEntry(DELETE, Decision.DENY);
            }
        }
        assertThat(asked).containsExactly(Set.of(READ), Set.of(READ, DELETE));
        assertThat(questions.users()).isZero();
    }

    @Test
    void keepsUsersApart() throws InterruptedException, ExecutionException {
        var answers = new ArrayList<Future<Map<Permission, Decision>>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var user : List.of("user:default/jane", "user:default/joe")) {
                var mandate = mandate(user);
                answers.add(threads.submit(() -> questions.ask(mandate, "catalog", Set.of(READ))));
            }
            await(() -> asked.size() == 2);
            firstMayEnd.countDown();
            for (var answer : answers) {
                assertThat(answer.get()).isEqualTo(Map.of(READ, Decision.ALLOW));
            }
        }
        assertThat(asked).containsExactly(Set.of(READ), Set.of(READ));
    }

    @Test
    void tellsEverybodyWhoWaitsOfAFailureAndGoesOn() {
        var jane = mandate("user:default/jane");
        firstMayEnd.countDown();
        fails = true;
        assertThatThrownBy(() -> questions.ask(jane, "catalog", Set.of(READ))).isSameAs(failure);
        fails = false;

        assertThat(questions.ask(jane, "catalog", Set.of(READ))).isEqualTo(Map.of(READ, Decision.ALLOW));
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        while (!condition.holds()) {
            Thread.onSpinWait();
        }
    }
}
