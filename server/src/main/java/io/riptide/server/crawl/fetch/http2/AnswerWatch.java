package io.riptide.server.crawl.fetch.http2;

import io.netty.channel.Channel;

/// Who wants to know what comes in on a connection before it is decoded.
///
/// - **Threading:** on the event loop of `channel`.
public interface AnswerWatch {
    /// Whether anybody waits for an answer on it.
    boolean isAwaited(Channel channel);

    /// The first bytes of a head have come, of an interim answer's too.
    void onHeadBegins(Channel channel);
}
