package io.riptide.protocol.http;

import io.riptide.protocol.HttpProtocolException;
import io.riptide.protocol.OnEventLoop;

/// Answers the requests of a connection, one at a time and in order.
///
/// - **Threading:** on the event loop of the connection; an answer may be given later, on the same loop.
/// - **Failure:** what these methods throw ends the connection, and goes on through its pipeline.
@OnEventLoop
public interface HttpApplication {
    /// A head is complete and nothing of the content read yet; answer `exchange` now or later.
    void onRequest(HttpExchange exchange);

    /// A request is refused: answer `exchange` with the status of `fault`. The connection ends after that.
    ///
    /// Comes instead of [#onRequest] when the head is at fault, and after it, for the same exchange, when the
    /// content is; the receiver of the content is then never called.
    void onFault(HttpExchange exchange, HttpProtocolException fault);
}
