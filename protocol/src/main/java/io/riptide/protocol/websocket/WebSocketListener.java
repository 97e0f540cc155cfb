package io.riptide.protocol.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.riptide.protocol.OnEventLoop;

/// What happens on a WebSocket, told to whoever uses it.
///
/// 1. `onOpen` once; 2. messages and changes of writability; 3. `onClosed` once, after which nothing comes.
///
/// - **Threading:** on the connection's event loop; must not block.
/// - **Ownership:** a message is borrowed: it is valid during the call and may be a window on the read buffer,
///   so who wants it longer takes a `retainedSlice()` or copies. `retain()` alone is not enough, since indices
///   move on.
/// - **Failure:** an exception thrown here closes the connection with [CloseCode#SERVER_FAULT].
@OnEventLoop
public interface WebSocketListener {
    /// The connection is open; `socket` sends, `ctx` is where it stands in the pipeline.
    void onOpen(WebSocketHandler socket, ChannelHandlerContext ctx);

    /// A whole text message, valid UTF-8.
    void onText(ByteBuf message);

    /// A whole binary message.
    void onBinary(ByteBuf message);

    /// The channel became writable or stopped being so. A hint: `isWritable()` has the last word.
    void onWritability(boolean writable);

    /// A close frame is about to be sent, the first and only one: nothing may be written behind it.
    default void onClosing() {}

    /// The connection is over; nothing can be sent any more.
    ///
    /// `code` and `reason` are the peer's when it closed, [CloseCode#NO_CODE] if it gave none,
    /// [CloseCode#ABNORMAL] if the connection broke, and ours when we failed it or the peer never answered our
    /// close. `clean` says that close frames went both ways.
    void onClosed(int code, String reason, boolean clean);
}
