package io.riptide.protocol.stream;

import io.riptide.protocol.compression.GzipBlocks;

/// What the content of a stream goes through before it is marked off on its connection.
///
/// - **Source:** RFC 9110, 8.4.1.
public sealed interface ContentCoding {
    /// Nothing.
    record Identity() implements ContentCoding {}

    /// One gzip stream, each write of it decodable at once.
    ///
    /// @param level from fastest, 1, to smallest, 9
    record Gzip(int level) implements ContentCoding {
        /// Refuses a level that there is not.
        public Gzip {
            if (level < GzipBlocks.LEVEL_MIN || level > GzipBlocks.LEVEL_MAX) {
                throw new IllegalArgumentException("level=" + level);
            }
        }
    }
}
