package io.riptide.bench.run;

import io.riptide.bench.load.Machine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// The process of a server on this machine, and what it takes.
///
/// - **Source:** proc(5): `net/tcp`, `PID/fd`, `PID/stat`, `PID/status`.
public final class ServerProcess {
    private static final String LISTENS = "0A";
    private static final Path PROC = Path.of("/proc");

    private final long pid;

    /// What it had taken at one moment.
    record Sample(long atNs, long cpuNs, long rssBytes) {}

    ServerProcess(long pid) {
        this.pid = pid;
    }

    /// The process that listens on this port of this machine; empty if the address is another machine's, or if
    /// nobody may look.
    public static OptionalLong find(String host, int port) {
        try {
            return isHere(host) ? ownerOf(inodes(port)) : OptionalLong.empty();
        } catch (IOException _) {
            // No such file system: nothing to sample.
            return OptionalLong.empty();
        }
    }

    /// Whether the address is one of this machine's.
    public static boolean isHere(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException _) {
            // Nobody's.
            return false;
        }
    }

    private static Set<String> inodes(int port) throws IOException {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        Set<String> inodes = new HashSet<>();
        for (String file : List.of("net/tcp", "net/tcp6")) {
            Path table = PROC.resolve(file);
            if (!Files.exists(table)) {
                continue;
            }
            for (String line : Files.readAllLines(table)) {
                String[] fields = line.trim().split("\\s+", -1);
                if (fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTENS)) {
                    inodes.add("socket:[" + fields[9] + "]");
                }
            }
        }
        return inodes;
    }

    private static OptionalLong ownerOf(Set<String> sockets) throws IOException {
        if (sockets.isEmpty()) {
            return OptionalLong.empty();
        }
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .filter(path -> holdsOneOf(path.resolve("fd"), sockets))
                    .mapToLong(path -> Long.parseLong(path.getFileName().toString()))
                    .findFirst();
        }
    }

    private static boolean holdsOneOf(Path descriptors, Set<String> sockets) {
        try (Stream<Path> links = Files.list(descriptors)) {
            return links.anyMatch(link -> isOneOf(link, sockets));
        } catch (IOException _) {
            // Somebody else's process, or one that has just ended.
            return false;
        }
    }

    private static boolean isOneOf(Path link, Set<String> sockets) {
        try {
            return sockets.contains(Files.readSymbolicLink(link).toString());
        } catch (IOException _) {
            // Closed meanwhile.
            return false;
        }
    }

    long pid() {
        return pid;
    }

    /// @throws IOException when it has ended
    Sample sample() throws IOException {
        long rssKib = Files.readAllLines(PROC.resolve(pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
        return new Sample(System.nanoTime(), Machine.cpuNs(pid), rssKib * 1024);
    }
}
