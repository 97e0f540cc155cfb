package io.riptide.server.crawl.fetch.http2;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersEncoder.SensitivityDetector;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;
import java.util.Set;

/// Netty's codec of frames, set up for a client that has one request at a time on a connection.
///
/// - **Bounds:** `headBytesMax` of a head's fields, 32 bytes more for each of them counted; [#WINDOW_BYTES] of a
///   body on the way; the codec makes the window of the whole connection twice as large.
/// - **Source:** RFC 9113, sections 6.5.2 and 6.9; RFC 7541, section 7.1.3.
public final class ClientCodec {
    /// A site may have so much on the way before we have said that we read it: 10 MiB/s at a round trip of
    /// 100 ms, where the protocol's own 64 KiB would allow 0.6. Nothing of it lies in our memory, since each
    /// piece is decoded as it is read and the loop reads no faster than that.
    static final int WINDOW_BYTES = 1 << 20;

    /// They stay out of the table both sides keep for compression: requests of other people use it after us.
    private static final Set<AsciiString> SECRETS =
            Set.of(HttpHeaderNames.AUTHORIZATION, HttpHeaderNames.COOKIE, HttpHeaderNames.PROXY_AUTHORIZATION);

    private static final SensitivityDetector IS_SECRET = (name, _) -> SECRETS.contains(AsciiString.of(name));

    private ClientCodec() {}

    /// One for a connection. It closes at once when told to: whoever gives a request up does not wait for a site
    /// to take a farewell. Its first flush is that of the first request.
    public static Http2FrameCodec create(int headBytesMax) {
        Http2Settings settings = Http2Settings.defaultSettings()
                .pushEnabled(false)
                .initialWindowSize(WINDOW_BYTES)
                .maxHeaderListSize(headBytesMax);
        return Http2FrameCodecBuilder.forClient()
                .initialSettings(settings)
                .headerSensitivityDetector(IS_SECRET)
                .decoupleCloseAndGoAway(true)
                .flushPreface(false)
                .build();
    }
}
