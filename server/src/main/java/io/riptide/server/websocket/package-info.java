/// WebSockets of this server: the handshake, the command loop, the echo.
///
/// **Start here:** [WebSockets], [CommandSession].
@NullMarked
package io.riptide.server.websocket;

import org.jspecify.annotations.NullMarked;
