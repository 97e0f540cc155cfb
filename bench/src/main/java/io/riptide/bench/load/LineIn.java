package io.riptide.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Lines as bytes, which nobody has to decode while the clock runs.
final class LineIn {
    private final InputStream in;
    private byte[] buffer = new byte[64 * 1024];
    private int from;
    private int to;
    private boolean ended;

    LineIn(InputStream in) {
        this.in = in;
    }

    /// The next line without its end; an empty one at the end of all.
    byte[] next() throws IOException {
        int looked = from;
        while (true) {
            for (int i = looked; i < to; i++) {
                if (buffer[i] == '\n') {
                    byte[] line = Arrays.copyOfRange(buffer, from, i);
                    from = i + 1;
                    return line;
                }
            }
            looked = to - from;
            makeRoom();
            int count = in.read(buffer, to, buffer.length - to);
            if (count < 0) {
                ended = true;
                byte[] rest = Arrays.copyOfRange(buffer, from, to);
                from = to;
                return rest;
            }
            to += count;
        }
    }

    /// Whether there is nothing more to come.
    boolean ended() {
        return ended;
    }

    private void makeRoom() {
        byte[] target = to - from == buffer.length ? new byte[buffer.length * 2] : buffer;
        System.arraycopy(buffer, from, target, 0, to - from);
        buffer = target;
        to -= from;
        from = 0;
    }
}
