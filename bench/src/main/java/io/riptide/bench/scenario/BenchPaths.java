package io.riptide.bench.scenario;

import io.riptide.bench.run.Ask;
import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/// What the scenarios ask a server for.
final class BenchPaths {
    /// No stream of a load comes to its end.
    static final long ENDLESS = 2_000_000_000;

    private BenchPaths() {}

    static String label(Transport transport) {
        return transport.name().toLowerCase(Locale.ROOT);
    }

    /// A stream of `count` ticks.
    static Ask ticks(Target server, Transport transport, long count, int size, double rate) {
        String paced = rate > 0 ? "&rate=" + (long) rate : "";
        String path = "/bench" + transport.suffix() + "?count=" + count + "&size=" + size + paced;
        return Ask.get(label(transport), server.withPath(path), transport);
    }

    /// A subscription.
    static Ask topic(Target server, Transport transport, String topic) {
        return Ask.get(label(transport), server.withPath("/topics/" + topic + transport.suffix()), transport);
    }

    /// A name that no other run has.
    static String newTopic() {
        return "bench-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    }
}
