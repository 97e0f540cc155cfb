package io.riptide.server.stream;

import io.netty.channel.Channel;
import io.riptide.engine.log.Viewable;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.stream.StreamWriter;
import io.riptide.protocol.transport.TcpSnapshot;
import java.util.concurrent.TimeUnit;

/// A stream that goes on, as those who look from outside find it.
///
/// - **Threading:** on the event loop of its connection.
@OnEventLoop
final class LiveStream {
    private final long id;
    private final LoopStreams home;
    private final Viewable viewed;
    private final Delivery delivery;
    private final Outlet outlet;
    private final StreamWriter writer;
    private boolean hasEnded;

    /// Its place among the streams of its loop; theirs.
    int place;

    LiveStream(long id, LoopStreams home, Viewable viewed, Delivery delivery, Outlet outlet, StreamWriter writer) {
        this.id = id;
        this.home = home;
        this.viewed = viewed;
        this.delivery = delivery;
        this.outlet = outlet;
        this.writer = writer;
    }

    /// What is viewed.
    Viewable viewed() {
        return viewed;
    }

    /// How it travels.
    StreamTransport transport() {
        return outlet.transport();
    }

    /// Events that wait for its reader.
    long waiting() {
        return writer.cursor().waiting();
    }

    boolean hasEnded() {
        return hasEnded;
    }

    /// It is no longer live.
    void end() {
        if (!hasEnded) {
            hasEnded = true;
            home.remove(this);
        }
    }

    /// How it stands; one system call.
    StreamReport report() {
        Channel channel = outlet.channel().channel();
        return new StreamReport(
                id,
                viewed.kind(),
                viewed.id(),
                outlet.context().id(),
                outlet.transport(),
                String.valueOf(channel.remoteAddress()).replaceFirst("^/", ""),
                delivery.policy().wireName(),
                writer.snapshot(),
                TimeUnit.NANOSECONDS.toMillis(
                        System.nanoTime() - outlet.context().receivedNs()),
                TcpSnapshot.of(channel));
    }
}
