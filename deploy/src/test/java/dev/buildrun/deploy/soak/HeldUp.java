package dev.buildrun.deploy.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the probes of a process saw.
 *
 * @param byLoops the answers that took long because an event loop worked or waited for so long
 * @param byTheMachine how many took long though all event loops were ready to answer: the process did not get the processor, or was stopped
 *     to collect garbage
 * @param overslept how often the control thread overslept
 */
record HeldUp(List<String> byLoops, int byTheMachine, int overslept, long longestOversleepMillis) {
    private static final int WORDS = 5;

    /** @param fromMillis by the monotonic clock; what was before is not counted, since a process that starts is not held up */
    static HeldUp read(Path file, long fromMillis) throws IOException {
        var byLoops = new ArrayList<String>();
        var byTheMachine = 0;
        var oversleeps = new ArrayList<Long>();
        for (var line : Files.readAllLines(file)) {
            var words = line.split(" ", WORDS);
            if (words.length < 3 || Long.parseLong(words[1]) < fromMillis) {
                continue;
            }
            if (words[0].equals("control")) {
                oversleeps.add(Long.parseLong(words[2]));
            } else if (Long.parseLong(words[3]) >= Probed.TOO_LONG_MILLIS || !words[4].equals("-")) {
                byLoops.add(line);
            } else {
                byTheMachine++;
            }
        }
        return new HeldUp(
                byLoops,
                byTheMachine,
                oversleeps.size(),
                oversleeps.stream().mapToLong(Long::longValue).max().orElse(0));
    }
}
