package io.riptide.protocol.websocket;

import io.riptide.protocol.AnyThread;

/// Room for the bytes of unfinished messages, shared by all connections.
///
/// Each byte of a buffer that holds part of a message is reserved before the buffer is allocated and released
/// when the message was delivered or given up, on every path; so an idle budget counts exactly zero.
///
/// - **Threading:** event loops call it side by side.
@AnyThread
public interface InboundBudget {
    /// Takes `bytes` out of the budget; false, and nothing taken, if that many are not left.
    boolean tryReserve(long bytes);

    /// Gives back `bytes` reserved before.
    void release(long bytes);
}
