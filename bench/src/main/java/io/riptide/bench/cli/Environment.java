package io.riptide.bench.cli;

import io.riptide.bench.load.Machine;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What the figures depend on.
final class Environment {
    private static final int PATIENCE_MS = 2_000;

    private Environment() {}

    static Map<String, Object> facts(URI server, OptionalLong pid) {
        Map<String, Object> facts = new TreeMap<>(Machine.describe());
        facts.remove("server_flags");
        facts.put("server_version", version(server));
        facts.put("machine_cores", cores());
        pid.ifPresent(id -> facts.put("server_command", command(id)));
        return facts;
    }

    /// As the server says it; others than ours say nothing.
    private static String version(URI server) {
        try {
            HttpURLConnection health =
                    (HttpURLConnection) server.resolve("/healthz").toURL().openConnection();
            health.setConnectTimeout(PATIENCE_MS);
            health.setReadTimeout(PATIENCE_MS);
            try (var body = health.getInputStream()) {
                return JsonMapper.shared().readTree(body).path("version").asString("unknown");
            }
        } catch (IOException | JacksonException _) {
            return "unknown";
        }
    }

    /// All that the system has; the client may be pinned to some of them.
    private static long cores() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("processor")).count();
        } catch (IOException _) {
            // Not Linux.
            return Runtime.getRuntime().availableProcessors();
        }
    }

    /// Its options without where it lies: reports are shown to others.
    private static String command(long pid) {
        try {
            String[] words =
                    Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0", -1);
            StringBuilder command = new StringBuilder();
            for (String word : words) {
                command.append(command.isEmpty() ? "" : " ").append(word.substring(word.lastIndexOf('/') + 1));
            }
            return command.toString().trim();
        } catch (IOException _) {
            // Ended, or somebody else's.
            return "unknown";
        }
    }
}
