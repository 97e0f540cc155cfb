package io.riptide.bench.jmh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.riptide.protocol.compression.GzipBlock;
import io.riptide.protocol.compression.GzipBlocks;
import io.riptide.protocol.compression.GzipStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to bring the same events, compressed, to a hundred connections: one operation is one write to
/// each of them.
///
/// Three ways: a block compressed once and spliced into all; a block compressed for each by the loop's
/// deflater; and, as servers commonly do it, a deflater for each connection with a sync flush behind each
/// write.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseCompactObjectHeaders"
        })
public class GzipFanOutBenchmark {
    private static final int STREAMS = 100;

    /// Enough that a window of 32 KiB has seen none of them lately.
    private static final int WRITES = 256;

    private static final int OUT_LENGTH = 64 * 1024;

    /// Events of some 500 bytes that wait together and are one write.
    @Param({"1", "8"})
    public int events = 1;

    /// From fastest, 1, to smallest, 9.
    @Param({"1"})
    public int level = 1;

    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final GzipStream[] streams =
            Stream.generate(GzipStream::new).limit(STREAMS).toArray(GzipStream[]::new);
    private final CRC32[] crcs = Stream.generate(CRC32::new).limit(STREAMS).toArray(CRC32[]::new);
    private final ByteBuf[] writes = new ByteBuf[WRITES];
    private final ByteBuf out = Unpooled.directBuffer(OUT_LENGTH);
    private GzipBlocks blocks = GzipBlocks.ofLoop(1);
    private Deflater[] deflaters = {};
    private int next;

    /// What one connection's events were and became.
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Size {
        public long plainBytes;
        public long compressedBytes;

        @Setup(Level.Iteration)
        public void reset() {
            plainBytes = 0;
            compressedBytes = 0;
        }

        void add(int plain, int compressed) {
            plainBytes += plain;
            compressedBytes += compressed;
        }
    }

    @Setup
    public void fill() {
        blocks = GzipBlocks.ofLoop(level);
        deflaters =
                Stream.generate(() -> new Deflater(level, true)).limit(STREAMS).toArray(Deflater[]::new);
        Random random = new Random(7);
        for (int i = 0; i < WRITES; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = 0; k < events; k++) {
                appendEvent(i * events + k, random, text);
            }
            writes[i] = Unpooled.directBuffer().writeBytes(text.toString().getBytes(US_ASCII));
        }
    }

    @TearDown
    public void release() {
        for (ByteBuf write : writes) {
            write.release();
        }
        for (Deflater deflater : deflaters) {
            deflater.end();
        }
        out.release();
    }

    /// One block for all.
    @Benchmark
    public int compressedOnce(Size size) {
        ByteBuf write = nextWrite();
        GzipBlock block = blocks.block(write, 0, write.readableBytes(), allocator);
        for (GzipStream stream : streams) {
            stream.append(block, out.clear());
        }
        size.add(write.readableBytes(), block.deflatedLength());
        block.release();
        return out.writerIndex();
    }

    /// A block for each, by one deflater.
    @Benchmark
    public int compressedByTheLoop(Size size) {
        ByteBuf write = nextWrite();
        for (GzipStream stream : streams) {
            stream.append(blocks, write, 0, write.readableBytes(), out.clear());
        }
        size.add(write.readableBytes(), out.writerIndex());
        return out.writerIndex();
    }

    /// A deflater for each.
    @Benchmark
    public int compressedByConnections(Size size) {
        ByteBuf write = nextWrite();
        int produced = 0;
        for (int i = 0; i < STREAMS; i++) {
            ByteBuffer input = write.internalNioBuffer(0, write.readableBytes());
            crcs[i].update(input);
            deflaters[i].setInput(input.rewind());
            produced = deflaters[i].deflate(out.internalNioBuffer(0, OUT_LENGTH), Deflater.SYNC_FLUSH);
        }
        size.add(write.readableBytes(), produced);
        return produced;
    }

    private ByteBuf nextWrite() {
        next = (next + 1) % WRITES;
        return writes[next];
    }

    /// Shaped like a result of a crawl: fixed names, numbers, an address, and words.
    private static void appendEvent(int number, Random random, StringBuilder to) {
        to.append("{\"type\":\"result\",\"id\":\"k3x9q2m1-").append(number);
        to.append("\",\"index\":").append(number).append(",\"result\":{\"url\":\"https://www.example.org/");
        words(3, random, '/', to);
        to.append("\",\"status\":200,\"from_cache\":false,\"processing_time_ms\":")
                .append(random.nextInt(900));
        to.append(",\"timings\":{\"dns_ms\":").append(random.nextInt(40));
        to.append(",\"connect_ms\":").append(random.nextInt(40));
        to.append(",\"first_byte_ms\":").append(random.nextInt(400));
        to.append("},\"document\":{\"title\":\"");
        words(5, random, ' ', to);
        to.append("\",\"description\":\"");
        words(30, random, ' ', to);
        to.append("\"}},\"progress\":{\"completed\":").append(number).append(",\"total\":100000}}\n");
    }

    /// Of letters as frequent as in a language, so that they shrink as text does and not as one word repeated.
    private static void words(int count, Random random, char separator, StringBuilder to) {
        String letters = "eeeeeettttaaaaooooiiinnnsssshhrrrdlluucmfwypvbgk";
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                to.append(separator);
            }
            for (int k = 2 + random.nextInt(7); k > 0; k--) {
                to.append(letters.charAt(random.nextInt(letters.length())));
            }
        }
    }
}
