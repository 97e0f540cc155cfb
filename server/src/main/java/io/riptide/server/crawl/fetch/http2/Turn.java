package io.riptide.server.crawl.fetch.http2;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2StreamFrame;

/// A connection's turn: one request and what has come of its answer.
///
/// - **Threading:** on the event loop.
final class Turn {
    final Http2FrameStream stream;

    /// Whether the whole request has left.
    boolean isSent;

    boolean isHeadSeen;
    boolean hasContent;
    private boolean isContentDue;

    Turn(Http2FrameStream stream) {
        this.stream = stream;
    }

    /// Whether `frame` is of this turn.
    boolean has(Http2StreamFrame frame) {
        return stream.equals(frame.stream());
    }

    /// The codec compares a content's length with what was announced, except that it lets none at all pass: it
    /// does not know that nobody asked by `HEAD`. Two statuses have no content whatever they announce (RFC 9113,
    /// section 8.1.1).
    void onHead(HttpResponse response) {
        isHeadSeen = true;
        boolean isNeverDue = response.status().equals(HttpResponseStatus.NO_CONTENT)
                || response.status().equals(HttpResponseStatus.NOT_MODIFIED);
        isContentDue = !isNeverDue && HttpUtil.getContentLength(response, 0L) > 0;
    }

    boolean isContentMissing() {
        return isContentDue && !hasContent;
    }

    @Override
    public String toString() {
        return "stream " + stream.id();
    }
}
