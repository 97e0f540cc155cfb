package io.riptide.server.crawl.fetch.coding;

import java.nio.ByteBuffer;

/// No coding at all.
final class IdentityDecoder implements ContentDecoder {
    @Override
    public void decode(ByteBuffer source, DecodedBody out) {
        out.append(source);
    }

    @Override
    public void finish() {
        // The framing of the message has already said that this is all.
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
