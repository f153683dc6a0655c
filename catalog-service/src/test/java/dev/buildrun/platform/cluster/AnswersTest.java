package dev.buildrun.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final Answers answers = new Answers(nanos::get, Duration.ofMillis(1));

    private String silent() {
        asked.incrementAndGet();
        throw new KubernetesClientException("Operation failed", new IOException("Connection refused"));
    }

    private void assertNoAnswer() {
        assertThatThrownBy(() -> answers.to("west", this::silent)).isInstanceOf(KubernetesClientException.class);
    }

    private void assertNotAsked() {
        var before = asked.get();
        assertThatThrownBy(() -> answers.to("west", this::silent))
                .isInstanceOf(ServiceException.class)
                .hasMessage(
                        "Cluster 'west' does not answer (Connection refused), and is not asked again for the moment");
        assertThat(asked).hasValue(before);
    }

    @Test
    void leavesAloneWhatHasNotAnsweredAndLetsOneTryAfterAWhile() {
        assertNoAnswer();
        assertNotAsked();
        assertThat(answers.isSilent()).isTrue();

        nanos.addAndGet(Answers.LEFT_ALONE.toNanos());

        assertNoAnswer();
        assertNotAsked();
    }

    @Test
    void letsOnlyOneTryAtATime() {
        assertNoAnswer();
        nanos.addAndGet(Answers.LEFT_ALONE.toNanos());

        var answer = answers.to("west", () -> {
            assertNotAsked();
            return "here";
        });

        assertThat(answer).isEqualTo("here");
        assertThat(answers.isSilent()).isFalse();
        assertThat(answers.to("west", () -> "still here")).isEqualTo("still here");
    }

    @Test
    void takesARefusalForAnAnswer() {
        assertThatThrownBy(() -> answers.to("west", () -> {
                    throw new KubernetesClientException("away", 503, null);
                }))
                .isInstanceOf(KubernetesClientException.class);

        assertThat(answers.isSilent()).isFalse();
    }

    @Test
    void isNotSilentWhereOthersHadAnswersMeanwhile() {
        assertThatThrownBy(() -> answers.to("west", () -> {
                    nanos.addAndGet(1);
                    answers.to("west", () -> "here");
                    throw new KubernetesClientException("too much", new IOException("timed out"));
                }))
                .isInstanceOf(KubernetesClientException.class);

        assertThat(answers.isSilent()).isFalse();
    }

    @Test
    void learnsNothingFromWhoeverIsInterrupted() {
        assertThatThrownBy(() -> answers.to("west", () -> {
                    throw new KubernetesClientException("interrupted", new InterruptedIOException());
                }))
                .isInstanceOf(KubernetesClientException.class);

        assertThat(answers.isSilent()).isFalse();
    }

    @Test
    void letsOnlySoManyWait() throws Exception {
        var end = new CountDownLatch(1);
        var begun = new CountDownLatch(Answers.MOST_AT_A_TIME);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var caller = 0; caller < Answers.MOST_AT_A_TIME; caller++) {
                callers.execute(() -> answers.to("west", () -> {
                    begun.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    return "late";
                }));
            }
            begun.await();

            assertThatThrownBy(() -> answers.to("west", () -> "one too many"))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("64 questions wait for its answer already");
            end.countDown();
        }

        assertThat(answers.to("west", () -> "here")).isEqualTo("here");
    }
}
