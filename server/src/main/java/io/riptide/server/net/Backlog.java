package io.riptide.server.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many connections the kernel holds until they are accepted.
final class Backlog {
    private static final Path SOMAXCONN = Path.of("/proc/sys/net/core/somaxconn");
    private static final int ELSEWHERE = 4096;

    private Backlog() {}

    /// The kernel's own limit, so that a burst of connects is not delayed by a second.
    static int max() {
        try {
            return Integer.parseInt(Files.readString(SOMAXCONN).strip());
        } catch (IOException | NumberFormatException e) {
            return ELSEWHERE; // not Linux
        }
    }
}
