package dev.buildrun.deploy.soak;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;

/** The threads of the event loops of this process, and what they have been doing. */
final class EventLoops {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String NAME = "vert.x-eventloop";
    /** Where a loop is that has nothing to do. */
    private static final List<String> IDLE = List.of("EPoll", "epollWait", "Epoll", "select");

    private EventLoops() {}

    static List<Thread> all() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(NAME))
                .toList();
    }

    /** How much of the processor each has used so far. */
    static long[] cpuNanos(List<Thread> loops) {
        return loops.stream()
                .mapToLong(loop -> Math.max(0, THREADS.getThreadCpuTime(loop.threadId())))
                .toArray();
    }

    /** What one of them used most since then. */
    static long mostSince(long[] before, List<Thread> loops) {
        var now = cpuNanos(loops);
        var most = 0L;
        for (var n = 0; n < now.length; n++) {
            most = Math.max(most, now[n] - before[n]);
        }
        return most;
    }

    /** Where one of them waits for something else than work, be it a lock, a pause or another machine; empty where none does. */
    static String waiting(List<Thread> loops) {
        return loops.stream()
                .map(EventLoops::waiting)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String waiting(Thread loop) {
        var state = loop.getState();
        var stack = loop.getStackTrace();
        if (stack.length == 0) {
            return "";
        }
        var top = stack[0].toString();
        var waits = switch (state) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            case RUNNABLE -> top.contains("sun.nio.ch") || top.contains("java.net.") || top.contains("java.io.");
            case NEW, TERMINATED -> false;
        };
        if (!waits || IDLE.stream().anyMatch(top::contains)) {
            return "";
        }
        return Arrays.stream(stack)
                .map(StackTraceElement::toString)
                .filter(frame -> frame.contains("dev.buildrun"))
                .findFirst()
                .orElse(top)
                .replace(' ', '_');
    }
}
