package io.riptide.server.stream;

/// The `Server-Timing` field.
///
/// - **Source:** W3C Server Timing, 2: `metric;dur=milliseconds`.
final class ServerTiming {
    private static final int NS_PER_US = 1_000;
    private static final int US_PER_MS = 1_000;

    private ServerTiming() {}

    /// Time from a request's head to now.
    static String accept(long receivedNs) {
        long us = (System.nanoTime() - receivedNs) / NS_PER_US;
        String fraction = Long.toString(US_PER_MS + us % US_PER_MS).substring(1);
        return "accept;dur=" + us / US_PER_MS + '.' + fraction;
    }
}
