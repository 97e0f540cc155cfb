package io.riptide.bench.jmh.alternatives;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.Measured;
import io.riptide.protocol.compression.GzipBlock;
import io.riptide.protocol.compression.GzipBlocks;
import io.riptide.protocol.compression.GzipStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// What does it cost to bring the same events, compressed, to a hundred connections? One operation is one write
/// to each of them.
///
/// Three ways: a block compressed once and spliced into all; a block compressed for each by the loop's
/// deflater; and, as servers commonly do it, a deflater for each connection with a sync flush behind each
/// write.
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GzipFanOutBenchmark extends Measured {
    private static final int STREAMS = 100;

    /// Enough that a window of 32 KiB has seen none of them lately.
    private static final int WRITES = 256;

    private static final int OUT_LENGTH = 64 * 1024;
    private static final short GZIP_MAGIC = 0x1f8b;

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
    private final Inflater[] clients =
            Stream.generate(() -> new Inflater(true)).limit(STREAMS).toArray(Inflater[]::new);
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
        for (Inflater client : clients) {
            client.end();
        }
        out.release();
    }

    /// One block for all.
    @Chosen
    @Benchmark
    public int compressedOnce(Size size) {
        ByteBuf write = nextWrite();
        GzipBlock block = blocks.block(write, 0, write.readableBytes(), allocator);
        for (int i = 0; i < STREAMS; i++) {
            streams[i].append(block, out.clear());
            prove(i, write, out.writerIndex());
        }
        size.add(write.readableBytes(), block.deflatedLength());
        block.release();
        return out.writerIndex();
    }

    /// A block for each, by one deflater.
    @Benchmark
    public int compressedByTheLoop(Size size) {
        ByteBuf write = nextWrite();
        for (int i = 0; i < STREAMS; i++) {
            streams[i].append(blocks, write, 0, write.readableBytes(), out.clear());
            prove(i, write, out.writerIndex());
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
            prove(i, write, produced);
        }
        size.add(write.readableBytes(), produced);
        return produced;
    }

    /// What a client makes of it, which is not the same bytes each way, is the same text.
    private void prove(int stream, ByteBuf write, int produced) {
        if (!proof.isWanted()) {
            return;
        }
        byte[] text = new byte[write.readableBytes()];
        int start = out.getShort(0) == GZIP_MAGIC ? GzipStream.HEADER_LENGTH : 0;
        try {
            clients[stream].setInput(out.nioBuffer(start, produced - start));
            int length = clients[stream].inflate(text);
            proof.see(Unpooled.wrappedBuffer(text, 0, length));
        } catch (DataFormatException e) {
            throw new IllegalStateException(e);
        }
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
