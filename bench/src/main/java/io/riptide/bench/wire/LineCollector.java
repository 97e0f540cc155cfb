package io.riptide.bench.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/// Gives each line of NDJSON to whoever wants to see what it says, empty ones left out.
final class LineCollector implements EventScanner {
    private static final int LINE_BYTES = 16 * 1024;

    private final Consumer<byte[]> lines;
    private byte[] line = new byte[LINE_BYTES];
    private int length;

    LineCollector(Consumer<byte[]> lines) {
        this.lines = lines;
    }

    @Override
    public void scan(ByteBuffer source, int from, int to) {
        if (line.length - length < to - from) {
            line = Arrays.copyOf(line, 2 * (length + to - from));
        }
        for (int i = from; i < to; i++) {
            byte b = source.get(i);
            if (b != '\n') {
                line[length++] = b;
            } else if (length > 0) {
                lines.accept(Arrays.copyOf(line, length));
                length = 0;
            }
        }
    }
}
