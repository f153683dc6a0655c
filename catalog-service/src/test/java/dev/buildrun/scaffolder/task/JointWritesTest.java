package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JointWritesTest {
    private final List<List<String>> transactions = new ArrayList<>();
    private final Map<String, String> failures = new ConcurrentHashMap<>();
    private final CountDownLatch firstHasBegun = new CountDownLatch(1);
    private final CountDownLatch othersWait = new CountDownLatch(1);

    private final JointWrites<String> writes = new JointWrites<>(this::write);

    /** The first transaction takes until the others wait. */
    private Map<String, RuntimeException> write(List<String> items) {
        transactions.add(items);
        if (items.equals(List.of("first"))) {
            firstHasBegun.countDown();
            awaitQuietly(othersWait);
        }
        if (items.contains("broken")) {
            throw new IllegalStateException("broken");
        }
        return items.contains("lost") ? Map.of("lost", new IllegalArgumentException("lost")) : Map.of();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }

    private void writeWhileTheFirstIsBeingWritten(List<String> others) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        threads.add(writing("first"));
        firstHasBegun.await();
        others.forEach(item -> threads.add(writing(item)));
        while (threads.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)) {
            Thread.onSpinWait();
        }
        othersWait.countDown();
        for (var thread : threads) {
            thread.join();
        }
    }

    private Thread writing(String item) {
        return Thread.ofVirtual().start(() -> {
            try {
                writes.write(item);
            } catch (RuntimeException exception) {
                failures.put(item, String.valueOf(exception.getMessage()));
            }
        });
    }

    @Test
    void writesAtOnceWhatComesAlone() {
        writes.write("a");
        writes.write("b");

        assertThat(transactions).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void joinsWhatComesMeanwhile() throws InterruptedException {
        writeWhileTheFirstIsBeingWritten(List.of("a", "b", "c"));

        assertThat(transactions).hasSize(2);
        assertThat(transactions.getLast()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(failures).isEmpty();
    }

    @Test
    void writesNoMoreAtOnceThanItMay() throws InterruptedException {
        writeWhileTheFirstIsBeingWritten(
                IntStream.range(0, 60).mapToObj(String::valueOf).toList());

        assertThat(transactions).extracting(List::size).containsExactly(1, 50, 10);
    }

    @Test
    void letsTheFailureOfOneFallUponNoOther() throws InterruptedException {
        writeWhileTheFirstIsBeingWritten(List.of("a", "broken", "c"));

        assertThat(failures).isEqualTo(Map.of("broken", "broken"));
        assertThat(transactions).contains(List.of("a"), List.of("c"));
    }

    @Test
    void tellsWhoWasLeftOut() throws InterruptedException {
        writeWhileTheFirstIsBeingWritten(List.of("a", "lost"));

        assertThat(failures).isEqualTo(Map.of("lost", "lost"));
        assertThat(transactions).hasSize(2);
    }

    @Test
    void goesOnAfterAFailure() {
        assertThatThrownBy(() -> writes.write("broken")).hasMessage("broken");

        writes.write("a");

        assertThat(transactions).contains(List.of("a"));
    }
}
