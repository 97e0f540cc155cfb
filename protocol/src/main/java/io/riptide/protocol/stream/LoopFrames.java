package io.riptide.protocol.stream;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.riptide.engine.log.EventLog;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.transport.LoopTimers;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The frames that streams of one event loop share.
///
/// - **Threading:** on its event loop.
/// - **Bounds:** 4 MiB of pages a loop, those given up first that were the first to have any; and those that
///   nobody asked for in a second. What streams have taken and not yet sent comes to that.
@OnEventLoop
final class LoopFrames {
    private static final FastThreadLocal<LoopFrames> OF_LOOP = new FastThreadLocal<>();
    private static final long HELD_BYTES_MAX = 4L * 1024 * 1024;
    private static final long SWEEP_NS = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop loop;
    private final Map<Key, SharedFrames> byKey = new HashMap<>();

    /// Those that hold pages, longest first.
    private final Set<SharedFrames> holding = new LinkedHashSet<>();

    private long heldBytes;
    private boolean isSweeping;

    /// All that the bytes of an event's frame depend on.
    ///
    /// @param framing what [Framing#shareKey] says
    record Key(EventLog log, Object framing, Transfer transfer, ContentCoding coding) {}

    private LoopFrames(EventLoop loop) {
        this.loop = loop;
    }

    /// Those of the loop that calls.
    static LoopFrames of(EventLoop loop) {
        assert loop.inEventLoop() : loop;
        LoopFrames frames = OF_LOOP.get();
        if (frames == null) {
            frames = new LoopFrames(loop);
            OF_LOOP.set(frames);
        }
        return frames;
    }

    /// Shares with all who have joined under an equal key; until [#leave].
    SharedFrames join(Key key, ByteBufAllocator allocator) {
        SharedFrames frames = byKey.computeIfAbsent(key, absent -> new SharedFrames(this, absent, allocator));
        frames.join();
        return frames;
    }

    void leave(SharedFrames frames) {
        int left = frames.leave();
        if (left < 2) {
            holding.remove(frames);
        }
        if (left == 0) {
            byKey.remove(frames.key());
        }
    }

    /// Bytes of pages that are held.
    long heldBytes() {
        return heldBytes;
    }

    void allocated(SharedFrames by, int bytes) {
        heldBytes += bytes;
        holding.add(by);
        while (heldBytes > HELD_BYTES_MAX && holding.size() > 1) {
            SharedFrames first = holding.iterator().next();
            holding.remove(first);
            if (first == by) {
                holding.add(by); // to the end: it is the one in use
            } else {
                first.free();
            }
        }
        if (!isSweeping) {
            isSweeping = true;
            LoopTimers.of(loop).schedule(SWEEP_NS, this::sweep);
        }
    }

    void freed(int bytes) {
        heldBytes -= bytes;
    }

    private void sweep() {
        for (SharedFrames frames : List.copyOf(holding)) {
            if (!frames.sweep()) {
                holding.remove(frames);
            }
        }
        isSweeping = !holding.isEmpty();
        if (isSweeping) {
            LoopTimers.of(loop).schedule(SWEEP_NS, this::sweep);
        }
    }
}
