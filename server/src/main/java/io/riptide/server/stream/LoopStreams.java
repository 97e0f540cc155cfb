package io.riptide.server.stream;

import io.netty.channel.EventLoop;
import io.riptide.protocol.OnEventLoop;
import java.util.ArrayList;
import java.util.List;

/// The live streams of one event loop.
///
/// - **Threading:** on that loop, but for [#loop] and [#name].
@OnEventLoop
final class LoopStreams {
    private final EventLoop loop;
    private final String name = Thread.currentThread().getName();
    private final List<LiveStream> streams = new ArrayList<>();

    /// To be made on the loop, whose thread gives the name.
    LoopStreams(EventLoop loop) {
        assert loop.inEventLoop() : loop;
        this.loop = loop;
    }

    EventLoop loop() {
        return loop;
    }

    String name() {
        return name;
    }

    void add(LiveStream stream) {
        stream.place = streams.size();
        streams.add(stream);
    }

    /// The last one takes its place, so that nothing has to move up.
    void remove(LiveStream stream) {
        LiveStream last = streams.removeLast();
        if (!last.equals(stream)) {
            streams.set(stream.place, last);
            last.place = stream.place;
        }
    }

    /// All there are now.
    LiveStream[] all() {
        return streams.toArray(LiveStream[]::new);
    }
}
