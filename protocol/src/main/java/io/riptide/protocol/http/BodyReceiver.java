package io.riptide.protocol.http;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.OnEventLoop;

/// Gets the whole content of a request once it has arrived.
@FunctionalInterface
@OnEventLoop
public interface BodyReceiver {
    /// Takes `body`, which is empty if the request has no content; must release it.
    void onBody(ByteBuf body);
}
