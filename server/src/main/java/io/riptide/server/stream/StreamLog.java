package io.riptide.server.stream;

import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.Viewable;
import io.riptide.engine.run.Run;
import io.riptide.protocol.stream.StreamEnd;
import io.riptide.server.log.TrafficLog;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs, if that is wanted, one line for each stream that has ended; when it began is in the access log.
///
/// Whoever logs only fills a ring.
public final class StreamLog {
    /// The logger's name.
    public static final String LOGGER = "riptide.streams";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final TrafficLog ENDS = new TrafficLog(LOGGER);

    private final boolean isWanted;

    /// Logs if that is wanted.
    public StreamLog(boolean isWanted) {
        this.isWanted = isWanted;
    }

    /// At debug, and only when a reader changes.
    void slow(Viewable viewed, Outlet outlet, boolean isSlow) {
        if (LOG.isDebugEnabled()) {
            LOG.atDebug()
                    .addKeyValue(viewed instanceof Run ? "run_id" : viewed.kind(), viewed.id())
                    .addKeyValue("transport", outlet.transport().wireName())
                    .addKeyValue("client", outlet.context().client())
                    .log(isSlow ? "reader is slow" : "reader keeps up again");
        }
    }

    void ended(
            Viewable viewed,
            String client,
            StreamTransport transport,
            StreamEnd end,
            LogCursor cursor,
            long ttfbNs,
            long durationNs) {
        TrafficLog.Line line = isWanted ? ENDS.begin("stream ended") : null;
        if (line != null) {
            line.field(viewed instanceof Run ? "run_id" : viewed.kind(), viewed.id())
                    .field("kind", viewed.kind())
                    .field("transport", transport.wireName())
                    .field("end", end.name().toLowerCase(Locale.ROOT))
                    .field("events_delivered", cursor.delivered())
                    .field("events_dropped", cursor.dropped())
                    .field("ttfb_us", TimeUnit.NANOSECONDS.toMicros(ttfbNs))
                    .field("duration_ms", TimeUnit.NANOSECONDS.toMillis(durationNs))
                    .field("client", client)
                    .end();
        }
    }
}
