package io.riptide.protocol.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.riptide.engine.log.CursorSnapshot;
import io.riptide.engine.log.LogCursor;
import io.riptide.protocol.OnEventLoop;
import java.util.Locale;

/// Puts together what a stream, its cursor and its channel know of themselves.
@OnEventLoop
final class StreamSnapshots {
    private StreamSnapshots() {}

    static StreamSnapshot of(
            StreamHandler handler,
            LogCursor cursor,
            ReaderProgress progress,
            String state,
            long credit,
            boolean isPaused,
            long ttfbNs) {
        Channel channel = handler.context().channel();
        CursorSnapshot place = cursor.snapshot();
        // One that could write says so whether its channel lets it or not.
        boolean isBlocked = state.equals("ACTIVE") && !channel.isWritable();
        return new StreamSnapshot(
                isBlocked ? "blocked" : state.toLowerCase(Locale.ROOT),
                progress.state(),
                progress.strategyName(),
                cursor.window(),
                progress.ceiling(),
                place.waiting(),
                place.oldestAgeNs(),
                channel.isWritable(),
                queuedBytes(channel),
                place.delivered(),
                place.dropped(),
                credit,
                isPaused,
                ttfbNs,
                System.nanoTime() - progressNs(handler, progress, channel));
    }

    private static long progressNs(StreamHandler handler, ReaderProgress progress, Channel channel) {
        long takenNs = progress.progressNs();
        long movedNs = handler.stallWatch().progressNs();
        return !channel.isWritable() && movedNs - takenNs > 0 ? movedNs : takenNs;
    }

    private static long queuedBytes(Channel channel) {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        return queue == null ? 0 : queue.totalPendingWriteBytes();
    }
}
