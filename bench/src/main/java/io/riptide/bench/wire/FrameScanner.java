package io.riptide.bench.wire;

import java.nio.ByteBuffer;

/// Finds events in a server's WebSocket frames: one text message, however fragmented, is one event.
///
/// - **Bounds:** unmasked frames of at most 2 GiB; no extension is known.
/// - **Source:** RFC 6455, 5.2.
final class FrameScanner implements EventScanner {
    private static final int OPCODE_CONTINUATION = 0;
    private static final int OPCODE_TEXT = 1;
    private static final int OPCODE_CLOSE = 8;
    private static final int OPCODE_PING = 9;
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int FRAME_HEAD_BYTES_MAX = 10;

    private final EventTally tally;
    private final byte[] frameHead = new byte[FRAME_HEAD_BYTES_MAX];
    private final byte[] head;
    private final byte[] control = new byte[125];
    private int frameHeadLength;
    private int opcode = -1;
    private boolean fin;
    private long payloadLeft;
    private long messageLength;
    private int controlLength;
    private boolean closed;
    private int pongDue = -1;

    private int strideHeadBytes;
    private int stride;
    private int typeAt;
    private long strideHeadBits;

    FrameScanner(EventTally tally) {
        this.tally = tally;
        this.head = new byte[tally.headBytes()];
    }

    /// Whether the server's close frame has come.
    boolean closed() {
        return closed;
    }

    /// The masked pong that answers the last ping, with a key of zeros; empty if none is due.
    byte[] takePong() {
        if (pongDue < 0) {
            return new byte[0];
        }
        byte[] pong = new byte[6 + pongDue];
        pong[0] = (byte) 0x8a;
        pong[1] = (byte) (MASKED | pongDue);
        System.arraycopy(control, 0, pong, 6, pongDue);
        pongDue = -1;
        return pong;
    }

    @Override
    public void scan(ByteBuffer source, int from, int to) {
        int i = from;
        while (i < to) {
            if (opcode < 0) {
                if (frameHeadLength == 0 && stride > 0 && to - i >= stride && isTickAsBefore(source, i)) {
                    tally.addTick();
                    i += stride;
                } else {
                    acceptHead(source.get(i++));
                }
            } else {
                i += acceptPayload(source, i, to);
            }
        }
    }

    private boolean isTickAsBefore(ByteBuffer source, int at) {
        return messageLength == 0
                && headBits(source, at) == strideHeadBits
                && source.get(at + typeAt) == 't'
                && source.get(at + stride - 1) == '}';
    }

    /// The frame's first four bytes, which hold its opcode and any length below 64 KiB.
    private long headBits(ByteBuffer source, int at) {
        return strideHeadBytes == 2 ? source.getShort(at) : source.getInt(at);
    }

    private void acceptHead(byte b) {
        frameHead[frameHeadLength++] = b;
        if (frameHeadLength < 2) {
            return;
        }
        int lengthBits = frameHead[1] & 0x7f;
        int headBytes = lengthBits < 126 ? 2 : lengthBits == 126 ? 4 : FRAME_HEAD_BYTES_MAX;
        if (frameHeadLength < headBytes) {
            return;
        }
        long length = lengthBits < 126 ? lengthBits : 0;
        for (int i = 2; i < headBytes; i++) {
            length = (length << 8) | (frameHead[i] & 0xff);
        }
        beginFrame(frameHead[0] & 0x0f, (frameHead[0] & FIN) != 0, length);
    }

    private void beginFrame(int newOpcode, boolean isFinal, long length) {
        if ((frameHead[0] & 0x70) != 0 || (frameHead[1] & MASKED) != 0) {
            tally.blame("a frame with reserved bits or a mask");
        }
        opcode = newOpcode;
        fin = isFinal;
        payloadLeft = length;
        controlLength = 0;
        if (length == 0) {
            endFrame();
        }
    }

    private int acceptPayload(ByteBuffer source, int at, int to) {
        int taken = (int) Math.min(payloadLeft, to - at);
        if (opcode >= OPCODE_CLOSE) {
            source.get(at, control, controlLength, Math.min(taken, control.length - controlLength));
            controlLength = Math.min(control.length, controlLength + taken);
        } else {
            int kept = (int) Math.max(0, Math.min(taken, head.length - messageLength));
            if (kept > 0) {
                source.get(at, head, (int) messageLength, kept);
            }
            messageLength += taken;
        }
        payloadLeft -= taken;
        if (payloadLeft == 0) {
            endFrame();
        }
        return taken;
    }

    private void endFrame() {
        switch (opcode) {
            case OPCODE_TEXT, OPCODE_CONTINUATION -> {
                if (fin) {
                    endMessage();
                }
            }
            case OPCODE_CLOSE -> endStream();
            case OPCODE_PING -> pongDue = controlLength;
            default -> tally.blame("a frame with opcode " + opcode);
        }
        opcode = -1;
        frameHeadLength = 0;
    }

    private void endMessage() {
        long ticksBefore = tally.ticks();
        int typeInMessage = tally.add(head, (int) Math.min(head.length, messageLength), messageLength);
        boolean isTick = tally.ticks() > ticksBefore;
        if (isTick && !tally.wantsClocks() && opcode == OPCODE_TEXT && frameHeadLength <= 4) {
            strideHeadBytes = frameHeadLength;
            stride = frameHeadLength + (int) messageLength;
            typeAt = frameHeadLength + typeInMessage;
            ByteBuffer learned = ByteBuffer.wrap(frameHead);
            strideHeadBits = headBits(learned, 0);
        }
        messageLength = 0;
    }

    private void endStream() {
        closed = true;
        int code = controlLength < 2 ? 1005 : ((control[0] & 0xff) << 8) | (control[1] & 0xff);
        if (code != 1000) {
            tally.blame("closed with code " + code);
        }
    }
}
