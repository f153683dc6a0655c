package dev.buildrun.deploy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections and requests that are made to hold what others need. The service runs with 4 s for a body and for idleness. */
@ExtendWith(Attacked.class)
class HostileConnectionsTest {
    private static final String POST =
            "POST /api/catalog/entities/by-query HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + SmallHeapService.TOKEN
                    + "\r\nContent-Type: application/json\r\n";
    private static final String GET =
            "GET /api/catalog/entities/by-query?limit=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + SmallHeapService.TOKEN + "\r\n\r\n";
    /** Far more than the time that the service is told to have, since the machine may be busy; without that time it would never be over. */
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(30);

    private SmallHeapService service;

    @BeforeEach
    void take(SmallHeapService service) {
        this.service = service;
    }

    @Test
    void aConnectionThatSaysNothingIsClosed() throws Exception {
        try (var connection = new RawConnection(service)) {
            assertThat(connection.readToEnd(CLOSED_WITHIN)).isEmpty();
        }
    }

    @Test
    void aHeadThatComesByteByByteIsCutOff() throws Exception {
        try (var connection = new RawConnection(service)) {
            connection.write("GET / HTTP/1.1\r\n");

            assertThat(dribble(connection, "X")).isLessThan(CLOSED_WITHIN);
        }
    }

    @Test
    void aBodyThatComesByteByByteIsRefused() throws Exception {
        try (var connection = new RawConnection(service)) {
            connection.write(POST + "Content-Length: 1000\r\n\r\n{");
            var held = dribble(connection, " ");

            assertThat(held).isLessThan(CLOSED_WITHIN);
            assertThat(connection.readToEnd(CLOSED_WITHIN)).contains("the body did not arrive within 4 s");
        }
    }

    /** Writes one character every 50 ms until the service hangs up; how long that takes. */
    private static Duration dribble(RawConnection connection, String character) {
        var start = System.nanoTime();
        var patience = 2 * CLOSED_WITHIN.toNanos();
        while (connection.write(character) && System.nanoTime() - start < patience) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void aThousandIdleConnectionsAreClosedAndOneMoreIsRefused() throws Exception {
        var idle = new ArrayList<RawConnection>();
        for (var i = 0; i < 990; i++) {
            idle.add(new RawConnection(service));
        }
        for (var i = 0; i < 50; i++) {
            try (var more = new RawConnection(service)) {
                more.write(GET);
            }
        }
        for (var connection : idle) {
            connection.readToEnd(CLOSED_WITHIN);
            connection.close();
        }

        try (var connection = new RawConnection(service)) {
            connection.write(GET);
            assertThat(connection.readSome(CLOSED_WITHIN)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void twentyThousandRequestsBehindOneAnotherAreAnsweredInTurn() throws Exception {
        try (var connection = new RawConnection(service)) {
            var writer = Thread.ofVirtual().start(() -> {
                for (var i = 0; i < 200; i++) {
                    connection.write(GET.repeat(100));
                }
            });

            var answers = connection.readToEnd(CLOSED_WITHIN.multipliedBy(2));

            writer.join();
            assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(20_001);
        }
    }

    @Test
    void requestsWhoseAnswersNobodyReads() throws Exception {
        try (var connection = new RawConnection(service)) {
            var list = GET.replace("by-query?limit=0", "by-query").repeat(10);
            var writer = Thread.ofVirtual().start(() -> {
                for (var i = 0; i < 10_000 && connection.write(list); i++) {
                    // Until the service takes no more.
                }
            });
            assertThat(writer.join(CLOSED_WITHIN.multipliedBy(2)))
                    .as("the service hangs up")
                    .isTrue();
        }
    }

    @Test
    void aHeaderOfAMegabyte() throws Exception {
        try (var connection = new RawConnection(service)) {
            connection.write("GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + "x".repeat(1 << 20));

            assertThat(connection.readToEnd(CLOSED_WITHIN)).startsWith("HTTP/1.1 431");
        }
    }

    @Test
    void anAddressOfAMegabyte() throws Exception {
        try (var connection = new RawConnection(service)) {
            connection.write("GET /" + "x".repeat(1 << 20) + " HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(connection.readToEnd(CLOSED_WITHIN)).containsPattern("^HTTP/1.. 414");
        }
    }

    @Test
    void aBodyInPiecesWithoutEnd() throws Exception {
        try (var connection = new RawConnection(service)) {
            connection.write(POST + "Transfer-Encoding: chunked\r\n\r\n");
            var piece = "4000\r\n" + " ".repeat(0x4000) + "\r\n";
            var pieces = 0;
            while (pieces < 10_000 && connection.write(piece)) {
                pieces++;
            }

            assertThat(pieces).as("pieces of 16 KiB that it took").isLessThan(10_000);
        }
    }

    @Test
    void aBodyThatIsAnnouncedTooLargeIsRefusedBeforeItComes() throws Exception {
        try (var connection = new RawConnection(service)) {
            connection.write(POST + "Expect: 100-continue\r\nContent-Length: 100000000000\r\n\r\n");

            assertThat(connection.readToEnd(CLOSED_WITHIN))
                    .contains("HTTP/1.1 400")
                    .contains("request entity too large");
        }
    }

    @Test
    void aBodyThatIsAskedForFirstIsAnswered() throws Exception {
        try (var connection = new RawConnection(service)) {
            connection.write(POST + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(connection.readSome(CLOSED_WITHIN)).startsWith("HTTP/1.1 100");
            connection.write("{}");
            assertThat(connection.readSome(CLOSED_WITHIN)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void nulInALineOfTheHead() throws Exception {
        for (var head : new String[] {
            "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
            "G\0T / HTTP/1.1\r\nHost: x\r\n\r\n",
            "\0\0\0\0\r\n\r\n",
            "GET / HTTP/9.9\r\n\r\n"
        }) {
            try (var connection = new RawConnection(service)) {
                connection.write(head);
                assertThat(connection.readToEnd(CLOSED_WITHIN)).doesNotContain("HTTP/1.1 5");
            }
        }
    }

    @Test
    void lengthsThatContradictEachOther() throws Exception {
        for (var lengths : new String[] {
            "Content-Length: 2\r\nContent-Length: 3\r\n",
            "Content-Length: -1\r\n",
            "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
            "Content-Length: 99999999999999999999\r\n"
        }) {
            try (var connection = new RawConnection(service)) {
                connection.write(POST + lengths + "\r\n{}");
                assertThat(connection.readToEnd(CLOSED_WITHIN))
                        .as("%s", lengths)
                        .startsWith("HTTP/1.1 4");
            }
        }
    }

    /** Each grows a thousandfold: a hundred of them would be 10 GB. */
    @Test
    void aHundredBodiesThatGrowWhenTheyAreUnpacked() throws Exception {
        var bomb = gzip(100 << 20);
        Callable<SmallHeapService.Answer> send =
                () -> service.send(service.request("POST", "/api/catalog/entities/by-query")
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofByteArray(bomb))
                        .build());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<java.util.concurrent.Future<SmallHeapService.Answer>>();
            for (var i = 0; i < 100; i++) {
                answers.add(threads.submit(send));
            }
            for (var answer : answers) {
                assertThat(answer.get().status()).isEqualTo(400);
                assertThat(answer.get().body()).contains("request entity too large");
            }
        }
    }

    static byte[] gzip(long zeros) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed, 65_536)) {
            var piece = " ".repeat(65_536).getBytes(StandardCharsets.US_ASCII);
            for (var written = 0L; written < zeros; written += piece.length) {
                gzip.write(piece);
            }
        }
        return packed.toByteArray();
    }
}
