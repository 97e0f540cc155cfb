package io.riptide.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.riptide.protocol.HttpProtocolException;
import java.util.ArrayList;
import java.util.List;

/// What a decoder makes of some bytes: a line for each request, and how it ended.
final class DecoderTrace {
    private final List<String> lines = new ArrayList<>();
    private final RequestDecoder decoder;
    private final ByteBuf in = Unpooled.buffer();
    private final StringBuilder body = new StringBuilder();

    private DecoderTrace(HttpLimits limits, boolean secure) {
        this.decoder = new RequestDecoder(limits, secure);
    }

    static List<String> of(HttpLimits limits, List<byte[]> pieces) {
        return of(limits, false, pieces);
    }

    static List<String> of(HttpLimits limits, boolean secure, List<byte[]> pieces) {
        DecoderTrace trace = new DecoderTrace(limits, secure);
        try {
            trace.feed(pieces);
        } catch (HttpProtocolException fault) {
            trace.lines.add(fault.status() + " " + fault.getMessage());
        } finally {
            trace.in.release();
        }
        return trace.lines;
    }

    private void feed(List<byte[]> pieces) throws HttpProtocolException {
        for (byte[] piece : pieces) {
            in.discardReadBytes();
            in.writeBytes(piece);
            decodeAll();
        }
        if (decoder.isWithinRequest(in)) {
            lines.add("incomplete");
        }
    }

    private void decodeAll() throws HttpProtocolException {
        while (true) {
            switch (decoder.decode(in)) {
                case NEED_DATA -> {
                    return;
                }
                case HEAD -> body.setLength(0);
                case CONTENT -> body.append(in.readCharSequence(decoder.contentBytes(), ISO_8859_1));
                case END -> lines.add(Echo.line(decoder.head(), body.toString()));
            }
        }
    }
}
