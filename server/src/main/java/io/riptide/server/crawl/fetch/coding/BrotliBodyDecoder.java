package io.riptide.server.crawl.fetch.coding;

import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Undoes `br` with brotli4j.
///
/// - **Bounds:** native memory of one window, 16 MiB at most: large windows stay off.
/// - **Source:** RFC 7932; RFC 9110, section 8.4.1.
final class BrotliBodyDecoder implements ContentDecoder {
    private static final int INPUT_BYTES = 8 * 1024;

    private final DecoderJNI.Wrapper decoder;
    private boolean isDone;
    private boolean isClosed;

    BrotliBodyDecoder() throws DecodeException {
        try {
            this.decoder = new DecoderJNI.Wrapper(INPUT_BYTES);
        } catch (IOException e) {
            throw new DecodeException("br: no decoder: " + e.getMessage());
        }
    }

    @Override
    public void decode(ByteBuffer source, DecodedBody out) throws DecodeException {
        while (!out.isOverfull()) {
            switch (decoder.getStatus()) {
                case OK -> decoder.push(0);
                case NEEDS_MORE_OUTPUT -> out.append(decoder.pull());
                case NEEDS_MORE_INPUT -> {
                    if (decoder.hasOutput()) {
                        out.append(decoder.pull());
                    } else if (source.hasRemaining()) {
                        push(source);
                    } else {
                        return;
                    }
                }
                case DONE -> {
                    if (decoder.hasOutput()) {
                        out.append(decoder.pull());
                    } else {
                        isDone = true;
                        source.position(source.limit());
                        return;
                    }
                }
                case ERROR -> throw new DecodeException("br: corrupt body");
            }
        }
    }

    private void push(ByteBuffer source) {
        ByteBuffer input = decoder.getInputBuffer();
        input.clear();
        int count = Math.min(input.remaining(), source.remaining());
        input.put(0, source, source.position(), count);
        source.position(source.position() + count);
        decoder.push(count);
    }

    @Override
    public void finish() throws DecodeException {
        if (!isDone) {
            throw new DecodeException("br: the body ends early");
        }
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            decoder.destroy();
        }
    }
}
