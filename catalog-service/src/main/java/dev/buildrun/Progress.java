package dev.buildrun;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;

/** Tells a person at a terminal what is going on and how long each part took, one line a part. */
final class Progress {
    private final PrintStream out;
    private final Clock clock;

    Progress(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /** Runs a part and prints its name and its time when it is done. */
    <T> T part(String name, Supplier<T> work) {
        var start = clock.instant();
        var result = work.get();
        done(name, start);
        return result;
    }

    void done(String name, Instant start) {
        var seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
        out.printf(Locale.ROOT, "  %-58s %5.1f s%n", name, seconds);
    }

    void say(String line) {
        out.println(line);
    }
}
