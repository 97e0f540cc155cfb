package io.riptide.protocol.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.WebSocketProtocolException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Inflates whole messages, one after the other, for all connections of an event loop.
///
/// Nothing is carried from message to message, so one inflater of 40 KiB serves a loop, however many
/// connections there are. Fragments of a compressed message are collected as they come and inflated when the
/// last one is there: an inflater lent to each unfinished message would let a peer hold 40 KiB with a frame of
/// seven bytes. What arrived is counted by the budget; what comes out is judged piece by piece, so a bomb or
/// bad text ends at the first piece too many.
///
/// - **Threading:** on the event loop it belongs to.
/// - **Bounds:** holds about 120 KiB a loop; puts out at most `bytesMax` before it gives up.
/// - **Failure:** 1007 for data that is not deflate or not UTF-8, 1009 for too much of it.
/// - **Source:** RFC 7692, 7.2.2; RFC 1951.
@OnEventLoop
final class MessageInflater {
    private static final FastThreadLocal<MessageInflater> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected MessageInflater initialValue() {
            return new MessageInflater();
        }

        @Override
        protected void onRemoval(MessageInflater value) {
            value.inflater.end();
        }
    };

    /// What the sender cut off the end.
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    /// A sender without a flush ends its blocks as final ones and goes on; more often than this it only burns
    /// our time.
    private static final int FINAL_BLOCKS_MAX = 64;

    private final Inflater inflater = new Inflater(true);
    private final byte[] input = new byte[16 * 1024];
    private final byte[] output = new byte[64 * 1024];

    private MessageInflater() {}

    static MessageInflater ofLoop() {
        return OF_LOOP.get();
    }

    /// Inflates `source[index, index + length)` into `message`; `utf8` judges the text, if it is text.
    void inflate(
            ByteBufAllocator allocator,
            ByteBuf source,
            int index,
            int length,
            int bytesMax,
            @Nullable Utf8Validator utf8,
            MessageAssembler message)
            throws WebSocketProtocolException {
        inflater.reset();
        int fed = 0;
        int finalBlocks = 0;
        while (true) {
            int produced = inflateSome();
            if (produced > 0) {
                if (produced > bytesMax - message.length()) {
                    throw new WebSocketProtocolException(CloseCode.TOO_BIG, "a message takes at most " + bytesMax);
                }
                if (utf8 != null && !utf8.acceptAll(output, 0, produced)) {
                    throw new WebSocketProtocolException(CloseCode.INVALID_PAYLOAD, "text must be UTF-8");
                }
                message.append(allocator, output, produced);
            } else if (inflater.finished()) {
                fed -= inflater.getRemaining();
                if (fed >= length) {
                    return;
                }
                if (++finalBlocks > FINAL_BLOCKS_MAX) {
                    throw invalid();
                }
                inflater.reset();
            } else if (!inflater.needsInput()) {
                throw invalid();
            } else if (fed == length + TAIL.length) {
                return;
            } else {
                fed += feed(source, index, length, fed);
            }
        }
    }

    /// Gives the inflater the next bytes of the payload, or of the tail that follows it.
    private int feed(ByteBuf source, int index, int length, int fed) {
        if (fed >= length) {
            inflater.setInput(TAIL, fed - length, TAIL.length - (fed - length));
            return TAIL.length - (fed - length);
        }
        int bytes = Math.min(length - fed, input.length);
        source.getBytes(index + fed, input, 0, bytes);
        inflater.setInput(input, 0, bytes);
        return bytes;
    }

    private int inflateSome() throws WebSocketProtocolException {
        try {
            return inflater.inflate(output);
        } catch (DataFormatException _) {
            throw invalid();
        }
    }

    private static WebSocketProtocolException invalid() {
        return new WebSocketProtocolException(
                CloseCode.INVALID_PAYLOAD, "a compressed message must be valid deflate data");
    }
}
