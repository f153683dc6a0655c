package dev.buildrun.deploy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * Asks at a fixed rate, whatever the answers do: each request has its moment on a schedule, and its time counts from then on, so a
 * server that stalls pays for all that should have been asked meanwhile. With rate 0 it asks as fast as the answers come.
 *
 * <p>Arguments: port, file with whole requests and a zero byte between two, requests a second, seconds to warm up, seconds to measure,
 * connections. Prints one line of JSON, times in milliseconds.
 */
public final class SteadyLoad {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final int port;
    private final List<byte[]> requests;
    private final double rate;
    private final long start;
    private final long measureFrom;
    private final long end;
    private final AtomicLong next = new AtomicLong();

    private SteadyLoad(int port, List<byte[]> requests, double rate, double warmUpSeconds, double seconds) {
        this.port = port;
        this.requests = requests;
        this.rate = rate;
        start = System.nanoTime();
        measureFrom = start + (long) (warmUpSeconds * NANOS_PER_SECOND);
        end = measureFrom + (long) (seconds * NANOS_PER_SECOND);
    }

    /** What one connection has seen. */
    private record Seen(long[] nanos, long refused, long bytes) {}

    public static void main(String[] arguments) throws Exception {
        var requests = requests(Path.of(arguments[1]));
        var seconds = Double.parseDouble(arguments[4]);
        var load = new SteadyLoad(
                Integer.parseInt(arguments[0]),
                requests,
                Double.parseDouble(arguments[2]),
                Double.parseDouble(arguments[3]),
                seconds);
        System.out.println(summary(load.run(Integer.parseInt(arguments[5])), seconds));
    }

    private static List<byte[]> requests(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        var found = new ArrayList<byte[]>();
        var from = 0;
        for (var i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == 0) {
                if (i > from) {
                    found.add(Arrays.copyOfRange(bytes, from, i));
                }
                from = i + 1;
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("Expected requests in " + file + ", found none");
        }
        return found;
    }

    private List<Seen> run(int connections) throws Exception {
        var all = new ArrayList<Seen>();
        // Platform threads, since each sleeps to a moment of its own and wakes closest to it that way.
        try (var threads = Executors.newFixedThreadPool(connections)) {
            Callable<Seen> asking = this::ask;
            for (var future : threads.invokeAll(java.util.Collections.nCopies(connections, asking))) {
                all.add(future.get());
            }
        }
        return all;
    }

    private Seen ask() throws IOException {
        var nanos = LongStream.builder();
        var refused = 0L;
        var bytes = 0L;
        try (var connection = new AskingConnection(port)) {
            for (var number = next.getAndIncrement(); due(number) < end; number = next.getAndIncrement()) {
                var due = due(number);
                var from = sleepUntil(due) ? System.nanoTime() : due;
                var status = connection.ask(requests.get((int) (number % requests.size())));
                if (due >= measureFrom) {
                    nanos.add(System.nanoTime() - from);
                    refused += status / 100 == 2 ? 0 : 1;
                    bytes += connection.lastBodyBytes();
                }
            }
        }
        return new Seen(nanos.build().toArray(), refused, bytes);
    }

    private long due(long number) {
        return rate == 0 ? System.nanoTime() : start + (long) (number / rate * NANOS_PER_SECOND);
    }

    /** Whether there was time to sleep. Who wakes a little late is not held against the server; who was still waiting for an answer is. */
    private static boolean sleepUntil(long moment) {
        var slept = false;
        for (var left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
            slept = true;
        }
        return slept;
    }

    private static String summary(List<Seen> all, double seconds) {
        var nanos = all.stream()
                .flatMapToLong(seen -> Arrays.stream(seen.nanos()))
                .sorted()
                .toArray();
        var refused = all.stream().mapToLong(Seen::refused).sum();
        var bytes = all.stream().mapToLong(Seen::bytes).sum();
        return "{\"requests\":%d,\"rate\":%.2f,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f,\"refused\":%d,\"bytes\":%d}"
                .formatted(
                        nanos.length,
                        nanos.length / seconds,
                        percentile(nanos, 0.5),
                        percentile(nanos, 0.99),
                        percentile(nanos, 1),
                        refused,
                        nanos.length == 0 ? 0 : bytes / nanos.length);
    }

    private static double percentile(long[] sorted, double part) {
        return sorted.length == 0
                ? 0
                : sorted[Math.max(0, (int) Math.ceil(sorted.length * part) - 1)] / NANOS_PER_MILLI;
    }
}
