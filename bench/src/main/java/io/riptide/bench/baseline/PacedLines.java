package io.riptide.bench.baseline;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// Lines of one size, one each period, then a summary: both as a pipeline's stream has them, so that one client
/// reads either.
///
/// It keeps time as a pipeline's source does: a turn that is late by more than a period is not made up for.
///
/// - **Threading:** the thread that calls [#write], which parks until a line is due.
final class PacedLines {
    private static final int SIZE_MIN = 128;
    private static final int DIGITS = 3;
    private static final double NS_PER_US = 1_000;

    private final long count;
    private final long periodNs;
    private final byte[] line;
    private final Histogram lateNs = new Histogram(DIGITS);
    private final Histogram writeNs = new Histogram(DIGITS);

    private PacedLines(long count, int size, long periodNs) {
        this.count = count;
        this.periodNs = periodNs;
        this.line = new byte[size];
        Arrays.fill(line, (byte) 'x');
        line[size - 3] = '"';
        line[size - 2] = '}';
        line[size - 1] = '\n';
    }

    /// As `count=…&size=…&period_ns=…` says; a size counts the line's end.
    static PacedLines of(String query) {
        Map<String, Long> numbers = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            numbers.put(pair.substring(0, Math.max(0, equals)), Long.parseLong(pair.substring(equals + 1)));
        }
        long size = Math.max(SIZE_MIN, numbers.getOrDefault("size", 0L));
        return new PacedLines(
                numbers.getOrDefault("count", 1L), Math.toIntExact(size), numbers.getOrDefault("period_ns", 1L));
    }

    void write(OutputStream out) throws IOException {
        long anchorNs = System.nanoTime();
        long anchorUs = nowUs();
        long dueNs = anchorNs;
        for (long i = 0; i < count; i++) {
            if (i > 0) {
                dueNs += periodNs;
            }
            if (System.nanoTime() - dueNs > periodNs) {
                anchorNs = System.nanoTime();
                anchorUs = nowUs();
                dueNs = anchorNs;
            }
            await(dueNs);
            long startNs = System.nanoTime();
            lateNs.recordValue(startNs - dueNs);
            fill(anchorUs + TimeUnit.NANOSECONDS.toMicros(dueNs - anchorNs), i);
            out.write(line);
            writeNs.recordValue(System.nanoTime() - startNs);
        }
        out.write(summary().getBytes(US_ASCII));
    }

    private static void await(long untilNs) {
        long leftNs = untilNs - System.nanoTime();
        while (leftNs > 0) {
            LockSupport.parkNanos(leftNs);
            leftNs = untilNs - System.nanoTime();
        }
    }

    /// What is longer than before takes the place of padding.
    private void fill(long timestampUs, long number) {
        byte[] head = ("{\"type\":\"frame\",\"frame\":{\"timestamp\":" + timestampUs + ",\"sequence_id\":" + number
                        + "},\"padding\":\"")
                .getBytes(US_ASCII);
        System.arraycopy(head, 0, line, 0, head.length);
    }

    private String summary() {
        return "{\"type\":\"summary\",\"frames\":" + count + ",\"nodes\":[{\"node\":\"loop\",\"latency_us\":"
                + json(writeNs) + ",\"jitter_us\":" + json(lateNs) + "}]}\n";
    }

    private static String json(Histogram ns) {
        return String.format(
                Locale.ROOT,
                "{\"p50\":%.1f,\"p99\":%.1f,\"p99.9\":%.1f,\"max\":%.1f}",
                ns.getValueAtPercentile(50) / NS_PER_US,
                ns.getValueAtPercentile(99) / NS_PER_US,
                ns.getValueAtPercentile(99.9) / NS_PER_US,
                ns.getMaxValue() / NS_PER_US);
    }

    private static long nowUs() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
    }
}
