package io.riptide.server.crawl.fetch.coding;

import java.nio.ByteBuffer;

/// Undoes one content coding, in pieces as they arrive.
///
/// - **Threading:** one thread at a time.
/// - **Ownership:** borrows `source` and reads it to its end, unless `out` became full; [#close] frees native
///   memory and may be called twice.
/// - **Bounds:** each step produces no more than [DecodedBody] has room for, so a bomb is seen at its first
///   step past the bound.
/// - **Failure:** [DecodeException] on a broken body, from [#finish] also on one that ends too early.
public interface ContentDecoder extends AutoCloseable {
    void decode(ByteBuffer source, DecodedBody out) throws DecodeException;

    /// No more bytes will come.
    void finish() throws DecodeException;

    @Override
    void close();
}
