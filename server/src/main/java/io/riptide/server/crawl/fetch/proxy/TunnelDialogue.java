package io.riptide.server.crawl.fetch.proxy;

import io.netty.buffer.ByteBuf;

/// What is said to a proxy until a tunnel is open, as bytes in and out.
///
/// - **Threading:** one thread at a time.
/// - **Ownership:** borrows its buffers.
sealed interface TunnelDialogue permits ConnectDialogue, SocksDialogue {
    /// Appends what to say first.
    void open(ByteBuf out);

    /// Whether the proxy has been told whom to connect to, so that it may be that one that keeps it.
    boolean hasAsked();

    /// Reads what the proxy has said so far, leaving what is not whole yet, and appends what to say next; true
    /// when the tunnel is open.
    boolean advance(ByteBuf in, ByteBuf out) throws ProxyFaultException;
}
