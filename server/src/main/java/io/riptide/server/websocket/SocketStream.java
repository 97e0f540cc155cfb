package io.riptide.server.websocket;

import io.riptide.protocol.stream.Framing;
import io.riptide.protocol.stream.StreamEnd;
import io.riptide.protocol.stream.StreamWriter;
import io.riptide.server.problem.RefusedException;
import java.util.function.Consumer;

/// Begins the one stream of a socket.
@FunctionalInterface
interface SocketStream {
    /// Begins it; `onEnd` may be told of its end before this returns.
    StreamWriter begin(Framing framing, Consumer<StreamEnd> onEnd) throws RefusedException;
}
