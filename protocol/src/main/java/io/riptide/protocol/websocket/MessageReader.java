package io.riptide.protocol.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.WebSocketProtocolException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes messages of the pieces that a [FrameDecoder] finds.
///
/// A message that lies whole in the read buffer is lent from there, as a window on it, without copy or
/// allocation; any other is assembled; a compressed one is inflated.
///
/// 1. [#next] until it needs bytes; 2. after `TEXT` or `BINARY` [#message], then [#finishMessage].
///
/// - **Threading:** on the event loop.
/// - **Ownership:** borrows `in`; owns what is unfinished until [#discard].
/// - **Bounds:** `messageBytesMax` of payload, before and after inflating, all of it counted by the budget.
/// - **Failure:** throws what the connection must be closed with.
@OnEventLoop
final class MessageReader {
    /// What [#next] came upon.
    enum Step {
        NEEDS_BYTES,
        TEXT,
        BINARY,
        CONTROL
    }

    private final FrameDecoder decoder;
    private final int messageBytesMax;
    private final MessageAssembler pieces;

    /// Only where compression was agreed.
    private final @Nullable Inflated inflated;

    private @Nullable ByteBuf message;
    private boolean messageIsWindow;
    private int windowReaderIndex;
    private int windowWriterIndex;
    private boolean discarding;

    MessageReader(int messageBytesMax, boolean deflateAgreed, InboundBudget budget) {
        this.decoder = new FrameDecoder(messageBytesMax, deflateAgreed);
        this.messageBytesMax = messageBytesMax;
        this.pieces = new MessageAssembler(budget);
        this.inflated = deflateAgreed ? new Inflated(new MessageAssembler(budget), new Utf8Validator()) : null;
    }

    /// Takes bytes off `in` up to the next whole message or control frame.
    Step next(ByteBufAllocator allocator, ByteBuf in) throws WebSocketProtocolException {
        assert message == null : message;
        while (true) {
            switch (decoder.next(in)) {
                case NEEDS_BYTES -> {
                    return Step.NEEDS_BYTES;
                }
                case CONTROL -> {
                    return Step.CONTROL;
                }
                case PIECE -> {
                    if (!discarding && takePiece(allocator, in)) {
                        return decoder.isText() ? Step.TEXT : Step.BINARY;
                    }
                }
            }
        }
    }

    /// The message, lent until [#finishMessage].
    ByteBuf message() {
        return Objects.requireNonNull(message, "no message is lent");
    }

    /// Ends the loan; no allocation or budget stays behind.
    void finishMessage(ByteBuf in) {
        if (messageIsWindow) {
            in.setIndex(windowReaderIndex, windowWriterIndex);
            messageIsWindow = false;
        }
        message = null;
        clear();
    }

    int controlOpcode() {
        return decoder.controlOpcode();
    }

    byte[] controlPayload() {
        return decoder.controlPayload();
    }

    /// Gives up what is unfinished and all messages to come; control frames still come through.
    void discard() {
        discarding = true;
        if (message == null) {
            clear();
        }
    }

    private void clear() {
        pieces.clear();
        if (inflated != null) {
            inflated.message().clear();
        }
    }

    /// True when the message is whole.
    private boolean takePiece(ByteBufAllocator allocator, ByteBuf in) throws WebSocketProtocolException {
        boolean alone = decoder.pieceEndsMessage() && pieces.isEmpty();
        if (!alone) {
            long aheadMax = decoder.isFinal() ? decoder.frameBytesLeft() : messageBytesMax;
            pieces.append(allocator, in, decoder.pieceIndex(), decoder.pieceLength(), aheadMax);
            if (!decoder.pieceEndsMessage()) {
                return false;
            }
        }
        if (decoder.isDeflated()) {
            inflate(allocator, in, alone);
        } else if (alone) {
            lendWindow(in);
        } else {
            message = pieces.message();
        }
        return true;
    }

    private void lendWindow(ByteBuf in) {
        messageIsWindow = true;
        windowReaderIndex = in.readerIndex();
        windowWriterIndex = in.writerIndex();
        in.setIndex(decoder.pieceIndex(), decoder.pieceIndex() + decoder.pieceLength());
        message = in;
    }

    private void inflate(ByteBufAllocator allocator, ByteBuf in, boolean alone) throws WebSocketProtocolException {
        ByteBuf source = alone ? in : pieces.message();
        int index = alone ? decoder.pieceIndex() : source.readerIndex();
        int length = alone ? decoder.pieceLength() : pieces.length();
        assert inflated != null : "the decoder lets no compressed message pass";
        Utf8Validator utf8 = inflated.utf8();
        utf8.reset();
        @Nullable Utf8Validator judge = decoder.isText() ? utf8 : null;
        MessageInflater.ofLoop().inflate(allocator, source, index, length, messageBytesMax, judge, inflated.message());
        if (!utf8.isComplete()) {
            throw new WebSocketProtocolException(CloseCode.INVALID_PAYLOAD, "text must be UTF-8");
        }
        pieces.clear();
        message = inflated.message().message();
    }

    /// What a compressed message is inflated into, and what judges its text.
    private record Inflated(MessageAssembler message, Utf8Validator utf8) {}
}
