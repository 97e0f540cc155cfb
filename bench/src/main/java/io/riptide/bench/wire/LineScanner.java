package io.riptide.bench.wire;

import java.nio.ByteBuffer;

/// Finds events in NDJSON and in server-sent events.
///
/// A line of JSON is an event, and so is the `data` field of a server-sent one once its blank line has come;
/// `id`, `event`, `retry` and comments only add to its length on the wire.
///
/// - **Source:** WHATWG HTML, 9.2.6 "Interpreting an event stream"; LF line ends and one `data` line an event
///   only.
final class LineScanner implements EventScanner {
    private static final int DATA_BYTES = "data: ".length();

    private final EventTally tally;
    private final boolean sse;
    private final byte[] head;
    private long lineLength;
    private long wireLength;
    private long dataLength;
    private boolean hasData;

    /// Bytes on the wire of the last tick, 0 while unknown, and where in them `type` begins.
    private int stride;

    private int typeAt;

    LineScanner(EventTally tally, boolean sse) {
        this.tally = tally;
        this.sse = sse;
        this.head = new byte[tally.headBytes()];
    }

    @Override
    public void scan(ByteBuffer source, int from, int to) {
        int i = from;
        while (i < to) {
            if (wireLength == 0 && stride > 0 && to - i >= stride && isTickAsBefore(source, i)) {
                tally.addTick();
                i += stride;
            } else {
                accept(source.get(i++));
            }
        }
    }

    /// With events of a known size, ends that fit and the letter in its place make a false match impossible but
    /// for a server that means to deceive.
    private boolean isTickAsBefore(ByteBuffer source, int at) {
        int end = at + stride;
        return source.get(at + typeAt) == 't'
                && source.get(at + typeAt - 1) == '"'
                && source.get(end - 1) == '\n'
                && (sse ? source.get(end - 2) == '\n' && source.get(end - 3) == '}' : source.get(end - 2) == '}');
    }

    private void accept(byte b) {
        wireLength++;
        if (b != '\n') {
            boolean isHeadOfLine = lineLength < head.length;
            // Once data has come the rest of the event's lines, were there any, must not overwrite it.
            if (isHeadOfLine && !hasData) {
                head[(int) lineLength] = b;
            }
            lineLength++;
            return;
        }
        if (sse) {
            endSseLine();
        } else if (lineLength > 0) {
            endEvent(0, lineLength);
        } else {
            wireLength = 0;
        }
        lineLength = 0;
    }

    private void endSseLine() {
        if (lineLength == 0) {
            if (hasData) {
                endEvent(DATA_BYTES, dataLength);
            }
            hasData = false;
            wireLength = 0;
        } else if (!hasData && lineLength > DATA_BYTES && head[0] == 'd' && head[4] == ':') {
            hasData = true;
            dataLength = lineLength - DATA_BYTES;
        }
    }

    private void endEvent(int jsonAt, long jsonLength) {
        int headLength = (int) Math.min(head.length - jsonAt, jsonLength);
        if (jsonAt > 0) {
            System.arraycopy(head, jsonAt, head, 0, headLength);
        }
        long ticksBefore = tally.ticks();
        int typeInJson = tally.add(head, headLength, jsonLength);
        boolean isTick = tally.ticks() > ticksBefore;
        if (isTick && !tally.wantsClocks()) {
            stride = (int) wireLength;
            typeAt = stride - (sse ? 2 : 1) - (int) jsonLength + typeInJson;
        }
        wireLength = 0;
    }
}
