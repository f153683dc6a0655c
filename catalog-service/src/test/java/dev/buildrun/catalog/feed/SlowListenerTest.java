package dev.buildrun.catalog.feed;

import static dev.buildrun.catalog.feed.FollowedCatalog.EVERYTHING;
import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.testing.EntityBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowListenerTest {
    private static final FeedStream.Pace PACE = new FeedStream.Pace(Duration.ofSeconds(20), Duration.ofMinutes(5));

    private final FollowedCatalog followed = new FollowedCatalog(new FeedTail.Room(8, 1 << 20, 2));

    @AfterEach
    void close() {
        followed.close();
    }

    /** A connection that takes nothing of an event until it is let go. */
    private static final class Stuck extends OutputStream {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch goesOn = new CountDownLatch(1);
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        @Override
        public void write(int value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            if (new String(bytes, StandardCharsets.UTF_8).contains("\ndata: {\"specversion\"")) {
                reached.countDown();
                await();
            }
            written.write(bytes);
            begun.countDown();
        }

        private void await() throws IOException {
            try {
                if (!goesOn.await(60, TimeUnit.SECONDS)) {
                    throw new IOException("nobody lets it go");
                }
            } catch (InterruptedException exception) {
                throw new IOException(exception);
            }
        }

        String text() {
            return written.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void isToldWhereItWasAndLetGo() throws Exception {
        var connection = new Stuck();
        var stream = new FeedStream(followed.tail, new CloudEvents(URI.create("http://localhost")), PACE);
        var listener = Thread.ofVirtual().start(() -> {
            try {
                stream.write(EVERYTHING, () -> Sight.ALL, 0, connection);
            } catch (IOException | InterruptedException exception) {
                throw new IllegalStateException(exception);
            }
        });
        connection.begun.await();
        followed.provide(component("a"));
        turnUntil(connection.reached);

        followed.provide(
                IntStream.range(0, 20).mapToObj(i -> component("b" + i)).toArray(EntityBuilder[]::new));
        followed.turn();
        connection.goesOn.countDown();
        listener.join();

        assertThat(connection.text())
                .contains("id: 1\ndata: ")
                .doesNotContain("component:default/b19")
                .contains("id: 1\nevent: end\ndata: {\"reason\":\"slow\",\"position\":1,");
    }

    private void turnUntil(CountDownLatch reached) throws InterruptedException {
        do {
            followed.turn();
        } while (!reached.await(10, TimeUnit.MILLISECONDS));
    }

    @Test
    void endsWithAWordWhenTheServiceStops() throws Exception {
        var written = new ByteArrayOutputStream();
        followed.provide(component("a"));
        followed.tail.close();

        new FeedStream(followed.tail, new CloudEvents(URI.create("http://localhost")), PACE)
                .write(EVERYTHING, () -> Sight.ALL, 0, written);

        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("event: end\ndata: {\"reason\":\"renew\",\"position\":0,");
    }
}
