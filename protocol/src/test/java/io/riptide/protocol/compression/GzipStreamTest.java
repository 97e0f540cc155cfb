package io.riptide.protocol.compression;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import io.netty.util.concurrent.FastThreadLocal;
import io.riptide.protocol.testing.EverySplit;
import io.riptide.protocol.testing.Gunzip;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GzipStreamTest {
    private static final int LEVEL = 1;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private GzipBlocks blocks;
    private GzipStream stream;
    private ByteBuf out;

    @BeforeEach
    void open() {
        FastThreadLocal.removeAll();
        blocks = GzipBlocks.ofLoop(LEVEL);
        stream = new GzipStream();
        out = Unpooled.directBuffer();
    }

    @AfterEach
    void nothingLeaks() {
        out.release();
        FastThreadLocal.removeAll();
        LeakPresenceDetector.check();
    }

    @Test
    void contentCutIntoBlocksAnywhereIsTheSame() {
        byte[] input = event(7, 300);
        String content = EverySplit.of(input, pieces -> {
            GzipStream ofPieces = new GzipStream();
            for (byte[] piece : pieces) {
                append(ofPieces, piece, out);
            }
            ofPieces.finish(out);
            return new String(gunzip(taken(out)), US_ASCII);
        });
        assertThat(content).isEqualTo(new String(input, US_ASCII));
    }

    @Test
    void aDecoderMayGetItInAnyPieces() {
        for (int i = 0; i < 5; i++) {
            append(stream, event(i, 60), out);
        }
        stream.finish(out);
        assertThat(EverySplit.of(taken(out), GzipStreamTest::decode)).isEqualTo(text(0, 5, 60));
    }

    @ParameterizedTest
    @CsvSource({"1,265", "2,1", "10,584", "100,2111", "1000,265"})
    void eachEventCanBeReadBeforeTheNextIsThere(int events, int length) throws IOException {
        Arriving wire = new Arriving();
        append(stream, event(0, length), out);
        wire.arrive(taken(out));
        try (GZIPInputStream in = new GZIPInputStream(wire, 1 << 16)) {
            assertThat(in.readNBytes(length)).isEqualTo(event(0, length));
            for (int i = 1; i < events; i++) {
                append(stream, event(i, length), out);
                wire.arrive(taken(out));
                assertThat(in.readNBytes(length)).isEqualTo(event(i, length));
            }
            stream.finish(out);
            wire.arrive(taken(out));
            wire.isOver = true;
            assertThat(in.read()).as("CRC and length are right").isEqualTo(-1);
        }
        assertThat(stream.length()).isEqualTo((long) events * length);
    }

    @Test
    void aBlockMadeOnceStandsInManyStreamsAtAnyPlace() {
        List<GzipStream> streams = new ArrayList<>();
        List<ByteBuf> wires = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            streams.add(new GzipStream());
            wires.add(Unpooled.directBuffer());
            if (i > 0) {
                append(streams.get(i), event(i, i), wires.get(i));
            }
        }
        for (int round = 0; round < 3; round++) {
            GzipBlock shared = block(event(1000 + round, 500));
            for (int i = 0; i < 100; i++) {
                streams.get(i).append(shared, wires.get(i));
            }
            shared.release();
        }
        for (int i = 0; i < 100; i++) {
            streams.get(i).finish(wires.get(i));
            String own = i == 0 ? "" : text(i, 1, i);
            assertThat(decode(List.of(taken(wires.get(i))))).isEqualTo(own + text(1000, 3, 500));
            wires.get(i).release();
        }
    }

    @Test
    void aBlockThatIsKeptOutlivesItsMaker() {
        GzipBlock block = block(event(1, 100));
        block.retain();
        block.release();
        stream.append(block, out);
        block.release();
        stream.finish(out);
        assertThat(decode(List.of(taken(out)))).isEqualTo(text(1, 1, 100));
        assertThat(block.length()).isEqualTo(100);
    }

    @Test
    void aStreamWithoutContentIsValid() {
        stream.finish(out);
        byte[] wire = taken(out);
        assertThat(wire).hasSize(GzipStream.HEADER_LENGTH + GzipStream.TRAILER_LENGTH);
        assertThat(decode(List.of(wire))).isEmpty();
    }

    @Test
    void nothingFollowsTheTrailer() {
        stream.finish(out);
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> append(stream, event(0, 10), out));
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> stream.finish(out));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void blocksOfAllLevelsAreValidAndOneLoopHasThemAll(int level) {
        GzipBlocks ofLevel = GzipBlocks.ofLoop(level);
        assertThat(GzipBlocks.ofLoop(level)).isSameAs(ofLevel);
        for (int i = 0; i < 20; i++) {
            ByteBuf source = Unpooled.directBuffer().writeBytes(event(i, 40_000));
            stream.append(i % 2 == 0 ? ofLevel : blocks, source, 0, 40_000, out);
            source.release();
        }
        stream.finish(out);
        assertThat(decode(List.of(taken(out)))).isEqualTo(text(0, 20, 40_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 16_384, 16_385, 32_768, 100_000, 1 << 20})
    void whatDoesNotShrinkHardlyGrows(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        GzipBlock block = block(noise);
        assertThat(block.deflatedLength()).isLessThanOrEqualTo(length + 16 + length / 16_384 * 8);
        stream.append(block, out);
        block.release();
        stream.finish(out);
        assertThat(gunzip(taken(out))).isEqualTo(noise);
    }

    @Test
    void blocksAboutAsLongAsTheLoopsBufferAreWhole() {
        byte[] noise = new byte[16_400];
        new Random(3).nextBytes(noise);
        ByteBuf source = Unpooled.directBuffer().writeBytes(noise);
        for (int length = 16_350; length <= noise.length; length++) {
            GzipStream one = new GzipStream();
            one.append(blocks, source, 0, length, out);
            one.append(blocks, source, 0, 10, out);
            one.finish(out);
            byte[] content = gunzip(taken(out));
            assertThat(content).startsWith(Arrays.copyOf(noise, length)).hasSize(length + 10);
        }
        source.release();
    }

    @Test
    void onlyTheNamedPartOfASourceIsTaken() {
        ByteBuf source = Unpooled.directBuffer().writeBytes(event(3, 50)).writeBytes(event(4, 50));
        stream.append(blocks, source, 50, 50, out);
        assertThat(source.readerIndex()).isZero();
        source.release();
        stream.finish(out);
        assertThat(decode(List.of(taken(out)))).isEqualTo(text(4, 1, 50));
    }

    @Test
    void aSourceOnTheHeapWillDoToo() {
        stream.append(blocks, Unpooled.wrappedBuffer(event(1, 80)), 0, 80, out);
        stream.finish(out);
        assertThat(decode(List.of(taken(out)))).isEqualTo(text(1, 1, 80));
    }

    @Test
    void aBlockThatFailedLeavesNothingToTheNext() {
        byte[] noise = new byte[60_000];
        new Random(1).nextBytes(noise);
        ByteBuf narrow = Unpooled.directBuffer(8, 100);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> append(new GzipStream(), noise, narrow));
        narrow.release();

        append(stream, event(2, 100), out);
        stream.finish(out);
        assertThat(decode(List.of(taken(out)))).isEqualTo(text(2, 1, 100));
    }

    @Test
    void oneLongEventDoesNotKeepItsMemory() {
        ByteBuf plain = blocks.plain(100);
        int capacity = plain.capacity();
        assertThat(plain.writableBytes()).isEqualTo(100);
        int index = plain.writerIndex();
        plain.writeBytes(event(1, 300_000));
        stream.append(blocks, plain, index, 300_000, out);
        assertThat(plain.capacity()).isEqualTo(capacity);
        stream.finish(out);
        assertThat(decode(List.of(taken(out)))).isEqualTo(text(1, 1, 300_000));

        blocks.plain(100).writeZero(200_000);
        assertThat(blocks.plain(1 << 30)).satisfies(next -> {
            assertThat(next.capacity()).isEqualTo(capacity);
            assertThat(next.writableBytes()).isEqualTo(capacity);
        });
    }

    @Test
    void streamsAllocateNothingOnceWarm() {
        GzipBlock shared = block(event(1, 500));
        out.ensureWritable(1 << 16);
        churn(shared, 20_000);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        churn(shared, 20_000);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        shared.release();
        assertThat(allocated / 20_000.0).as("bytes a block").isLessThan(1.0);
    }

    private void churn(GzipBlock shared, int times) {
        byte[] event = event(9, 200);
        for (int i = 0; i < times; i++) {
            ByteBuf plain = GzipBlocks.ofLoop(LEVEL).plain(1024);
            int index = plain.writerIndex();
            plain.writeBytes(event);
            stream.append(blocks, plain, index, event.length, out);
            stream.append(shared, out);
            out.clear();
        }
    }

    private GzipBlock block(byte[] content) {
        ByteBuf source = Unpooled.directBuffer().writeBytes(content);
        GzipBlock block = blocks.block(source, 0, content.length, ByteBufAllocator.DEFAULT);
        source.release();
        return block;
    }

    private void append(GzipStream to, byte[] content, ByteBuf wire) {
        ByteBuf plain = blocks.plain(content.length);
        int index = plain.writerIndex();
        plain.writeBytes(content);
        to.append(blocks, plain, index, content.length, wire);
    }

    private static byte[] event(int number, int length) {
        String event = "{\"type\":\"tick\",\"id\":\"" + number + "\",\"seq\":" + number + ",\"pad\":\"";
        return event.repeat(length / event.length() + 1).substring(0, length).getBytes(US_ASCII);
    }

    private static String text(int first, int count, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = first; i < first + count; i++) {
            text.append(new String(event(i, length), US_ASCII));
        }
        return text.toString();
    }

    private static byte[] taken(ByteBuf wire) {
        byte[] bytes = ByteBufUtil.getBytes(wire);
        wire.clear();
        return bytes;
    }

    private static String decode(List<byte[]> pieces) {
        try (Gunzip gunzip = new Gunzip()) {
            pieces.forEach(gunzip::feed);
            assertThat(gunzip.isWhole()).isTrue();
            return gunzip.text();
        }
    }

    private static byte[] gunzip(byte[] wire) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(wire))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Has what has arrived; who asks for more would have had to wait.
    private static final class Arriving extends InputStream {
        private byte[] bytes = {};
        private int next;
        private boolean isOver;

        void arrive(byte[] more) {
            assertThat(next).as("all that came was read").isEqualTo(bytes.length);
            bytes = more;
            next = 0;
        }

        @Override
        public int read() {
            return hasEnded() ? -1 : bytes[next++] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int length) {
            if (hasEnded()) {
                return -1;
            }
            int count = Math.min(length, bytes.length - next);
            System.arraycopy(bytes, next, target, from, count);
            next += count;
            return count;
        }

        private boolean hasEnded() {
            boolean isEmpty = next == bytes.length;
            assertThat(isEmpty && !isOver)
                    .as("an event must not wait for what comes after it")
                    .isFalse();
            return isEmpty;
        }

        @Override
        public int available() {
            return bytes.length - next;
        }
    }
}
