package io.riptide.server.crawl.fetch.coding;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// One DEFLATE stream taken through `java.util.zip` in bounded steps; what gzip and deflate share.
final class InflateSteps {
    private InflateSteps() {}

    /// Inflates until the stream ends, `source` is read up, or `out` is full. Leaves `source` behind the last
    /// byte used; `seen` is shown each run of decoded bytes.
    static void run(Inflater inflater, ByteBuffer source, DecodedBody out, String coding, Consumer<ByteBuffer> seen)
            throws DecodeException {
        inflater.setInput(source);
        try {
            while (!inflater.finished() && !out.isOverfull()) {
                ByteBuffer room = out.room();
                int offset = room.position();
                int count = inflater.inflate(room);
                out.advance(count);
                seen.accept(room.duplicate().flip().position(offset));
                if (inflater.needsDictionary()) {
                    throw new DecodeException(coding + ": needs a preset dictionary");
                }
                if (count == 0 && !inflater.finished()) {
                    return; // wants more input
                }
            }
        } catch (DataFormatException e) {
            throw new DecodeException(coding + ": " + e.getMessage());
        }
    }
}
