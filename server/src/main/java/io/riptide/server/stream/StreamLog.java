package io.riptide.server.stream;

import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.Viewable;
import io.riptide.engine.run.Run;
import io.riptide.protocol.stream.StreamEnd;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs, if that is wanted, one line for each stream that has ended; when it began is in the access log.
///
/// Whoever logs only fills a queue.
public final class StreamLog {
    /// The logger's name.
    public static final String LOGGER = "riptide.streams";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

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
        if (isWanted && LOG.isInfoEnabled()) {
            LOG.atInfo()
                    .addKeyValue(viewed instanceof Run ? "run_id" : viewed.kind(), viewed.id())
                    .addKeyValue("kind", viewed.kind())
                    .addKeyValue("transport", transport.wireName())
                    .addKeyValue("end", end.name().toLowerCase(Locale.ROOT))
                    .addKeyValue("events_delivered", cursor.delivered())
                    .addKeyValue("events_dropped", cursor.dropped())
                    .addKeyValue("ttfb_us", TimeUnit.NANOSECONDS.toMicros(ttfbNs))
                    .addKeyValue("duration_ms", TimeUnit.NANOSECONDS.toMillis(durationNs))
                    .addKeyValue("client", client)
                    .log("stream ended");
        }
    }
}
