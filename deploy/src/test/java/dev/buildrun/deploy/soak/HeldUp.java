package dev.buildrun.deploy.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the probes of a process saw: how often an event loop took longer than it should, and how often that was while the control thread,
 * which does nothing, overslept as well.
 *
 * @param unexplained each with what the event loops were doing
 */
record HeldUp(int explained, List<String> unexplained, int overslept, long longestOversleepMillis) {
    /** The control thread may notice the same stop a little earlier or later. */
    private static final long AROUND_MILLIS = 20;

    private record Moment(long start, long millis, String text) {
        boolean overlaps(Moment other) {
            return start - AROUND_MILLIS < other.start + other.millis && other.start < start + millis + AROUND_MILLIS;
        }
    }

    /** @param fromMillis by the monotonic clock; what was before is not counted, since a process that starts is not held up */
    static HeldUp read(Path file, long fromMillis) throws IOException {
        var control = new ArrayList<Moment>();
        var probes = new ArrayList<Moment>();
        for (var line : Files.readAllLines(file)) {
            var words = line.split(" ", 4);
            if (words.length >= 3) {
                var moment = new Moment(Long.parseLong(words[1]), Long.parseLong(words[2]), line);
                if (moment.start() >= fromMillis) {
                    (words[0].equals("control") ? control : probes).add(moment);
                }
            }
        }
        var unexplained = new ArrayList<String>();
        for (var probe : probes) {
            // What the control thread overslept in that time is not the fault of who was asked.
            var slept = control.stream().filter(probe::overlaps).mapToLong(Moment::millis).sum();
            if (probe.millis() - slept >= Probed.TOO_LONG_MILLIS) {
                unexplained.add(probe.text());
            }
        }
        return new HeldUp(
                probes.size() - unexplained.size(),
                unexplained,
                control.size(),
                control.stream().mapToLong(Moment::millis).max().orElse(0));
    }
}
