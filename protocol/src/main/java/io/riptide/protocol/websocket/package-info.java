/// The server's side of WebSocket, RFC 6455 with permessage-deflate (RFC 7692), from the handshake to the last
/// byte.
///
/// ```
///  socket ─► WebSocketHandler ─► MessageReader ─► FrameDecoder ─► Utf8Validator
///                 │    │              └─► MessageAssembler, MessageInflater
///                 │    └─► WebSocketListener
///                 └─► MessageWriter ─► MessageDeflater ─► socket
/// ```
///
/// **Start here:** [WebSocketHandshake], then [WebSocketHandler], and [WebSocketFraming] for events.
@NullMarked
package io.riptide.protocol.websocket;

import org.jspecify.annotations.NullMarked;
