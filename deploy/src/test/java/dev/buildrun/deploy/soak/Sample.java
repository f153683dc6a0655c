package dev.buildrun.deploy.soak;

import dev.buildrun.deploy.replicas.Replica;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What a process has at one moment, from {@code /proc} and {@code jcmd}; by what it is. */
record Sample(double seconds, Map<String, Double> values) {
    static final String HEAP = "heap after GC, MB";
    static final String MEMORY = "resident, MB";
    static final String THREADS = "threads";
    static final String FILES = "open files";
    static final String SOCKETS = "open sockets";

    private static final Pattern USED = Pattern.compile("(?:used|total \\d+K, used) (\\d+)K");

    /** Lets the process collect its garbage, and looks. */
    static Sample take(double seconds, Replica replica) throws IOException, InterruptedException {
        jcmd(replica, "GC.run");
        var values = new LinkedHashMap<String, Double>();
        values.put(HEAP, heap(jcmd(replica, "GC.heap_info")));
        var status = Files.readString(Path.of("/proc", Long.toString(replica.pid()), "status"));
        values.put(MEMORY, number(status, "VmRSS:\\s+(\\d+)") / 1024);
        values.put(THREADS, number(status, "Threads:\\s+(\\d+)"));
        countFiles(replica, values);
        return new Sample(seconds, values);
    }

    /** The young and the old generation; what follows is not heap. */
    private static double heap(String info) {
        var matcher = USED.matcher(info.replaceAll("(?s)Metaspace.*", ""));
        var sum = 0.0;
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(1));
        }
        if (sum == 0) {
            throw new IllegalStateException("jcmd tells the heap otherwise than expected: " + info);
        }
        return sum / 1024;
    }

    private static double number(String text, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("Expected " + pattern + " in " + text);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static void countFiles(Replica replica, Map<String, Double> values) throws IOException {
        var files = 0;
        var sockets = 0;
        try (var links = Files.newDirectoryStream(Path.of("/proc", Long.toString(replica.pid()), "fd"))) {
            for (var link : links) {
                files++;
                sockets += isSocket(link) ? 1 : 0;
            }
        }
        values.put(FILES, (double) files);
        values.put(SOCKETS, (double) sockets);
    }

    private static boolean isSocket(Path link) {
        try {
            return Files.readSymbolicLink(link).toString().startsWith("socket:");
        } catch (IOException _) {
            // Closed meanwhile.
            return false;
        }
    }

    private static String jcmd(Replica replica, String command) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, Long.toString(replica.pid()), command)
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("jcmd " + command + ": " + output);
        }
        return output;
    }
}
