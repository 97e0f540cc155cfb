package io.riptide.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// What a figure depends on and a report must therefore say.
public final class Machine {
    private Machine() {}

    /// What is known of this machine, this build and the servers.
    public static Map<String, Object> describe() {
        Map<String, Object> facts = new TreeMap<>();
        facts.put("os", System.getProperty("os.name") + ' ' + System.getProperty("os.version"));
        facts.put("java", System.getProperty("java.runtime.version"));
        facts.put("client_cores", Runtime.getRuntime().availableProcessors());
        facts.put("cpu", cpu());
        facts.put("commit", System.getProperty("riptide.bench.commit", "unknown"));
        facts.put("server_flags", System.getProperty("riptide.bench.flags", "unknown"));
        return facts;
    }

    /// CPU time of a process and all its threads so far, in nanoseconds, to 10 ms: `utime` and `stime` of
    /// proc(5).
    public static long cpuNs(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return ticks * 10_000_000;
    }

    private static String cpu() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .orElse("unknown");
        } catch (IOException e) {
            // Not Linux; the report says so.
            return "unknown";
        }
    }
}
