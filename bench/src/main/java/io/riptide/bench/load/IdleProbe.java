package io.riptide.bench.load;

import io.riptide.bench.wire.Connection;
import io.riptide.bench.wire.EventTally;
import io.riptide.bench.wire.ProbeException;
import io.riptide.bench.wire.StreamReader;
import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Holds streams open in which nothing happens, so that somebody can look at what they cost the server.
///
/// `IdleProbe [--connections 10000] name=http://host:port/topics/idle/sse`: prints `open <count>` when the
/// first bytes of every stream have come, and closes them when a line comes on standard input, or its end.
/// Meanwhile it answers pings.
public final class IdleProbe {
    private static final Set<String> OPTIONS = Set.of("connections");
    private static final long SELECT_MS = 50;

    private final Target target;
    private final Transport transport;
    private final int connections;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final List<Held> held = new ArrayList<>();

    private IdleProbe(ProbeOptions options) {
        this.target = options.targets().getFirst();
        this.transport = Transport.ofPath(target.pathAndQuery());
        this.connections = options.number("connections", 10_000);
    }

    public static void main(String[] arguments) throws IOException {
        new IdleProbe(ProbeOptions.parse(OPTIONS, arguments)).hold(System.in);
    }

    static IdleProbe of(String... arguments) {
        return new IdleProbe(ProbeOptions.parse(OPTIONS, arguments));
    }

    private record Held(Connection connection, StreamReader reader) {}

    /// Opens all, prints that, and waits for a line of `until`.
    void hold(InputStream until) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(until, StandardCharsets.US_ASCII));
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                open(selector);
                poll(selector, 0);
            }
            while (held.stream().anyMatch(each -> each.reader.tally().events() == 0)) {
                poll(selector, SELECT_MS);
            }
            System.out.println("open " + connections);
            Thread waiting = Thread.ofVirtual().start(() -> awaitLine(lines, selector));
            while (waiting.isAlive()) {
                poll(selector, SELECT_MS);
            }
        } finally {
            for (Held each : held) {
                each.connection.close();
            }
        }
    }

    private void open(Selector selector) throws IOException {
        Held each = new Held(Connection.connect(target), new StreamReader(transport, new EventTally(0, null)));
        held.add(each);
        each.connection.channel().register(selector, SelectionKey.OP_READ, each);
        each.connection.write(transport.request(target));
    }

    private static void awaitLine(BufferedReader lines, Selector selector) {
        try {
            String _ = lines.readLine();
        } catch (IOException e) {
            // Whoever was to say when is gone, which says it too.
        }
        selector.wakeup();
    }

    private void poll(Selector selector, long waitMs) throws IOException {
        int ready = waitMs == 0 ? selector.selectNow() : selector.select(waitMs);
        if (ready == 0) {
            return;
        }
        for (SelectionKey key : selector.selectedKeys()) {
            Held each = (Held) key.attachment();
            if (each.connection.read(buffer) < 0) {
                each.reader.readEnd();
                throw new ProbeException(ProbeException.CUT, "a stream ended");
            }
            each.reader.read(buffer);
            byte[] reply = each.reader.takeReply();
            if (reply.length > 0) {
                each.connection.write(ByteBuffer.wrap(reply));
            }
        }
        selector.selectedKeys().clear();
    }
}
