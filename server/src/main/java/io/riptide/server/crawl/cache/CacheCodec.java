package io.riptide.server.crawl.cache;

import java.io.IOException;

/// Turns what is kept into bytes that another node understands.
///
/// - **Threading:** any thread, many at once.
///
/// @param <V> what is kept
public interface CacheCodec<V> {
    /// About how many bytes of memory `value` takes.
    int weight(V value);

    /// `value` as bytes, which the caller may keep.
    byte[] encode(V value);

    /// The value of which [#encode] made these bytes.
    ///
    /// @throws IOException when they are not of its making
    V decode(byte[] bytes) throws IOException;
}
