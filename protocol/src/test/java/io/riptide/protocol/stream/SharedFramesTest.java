package io.riptide.protocol.stream;

import static io.riptide.protocol.stream.StreamRig.publish;
import static io.riptide.protocol.stream.StreamRig.recorder;
import static io.riptide.protocol.stream.StreamRig.terminate;
import static io.riptide.protocol.stream.StreamRig.writable;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.log.EventLog;
import io.riptide.protocol.ndjson.NdjsonFraming;
import io.riptide.protocol.sse.SseFraming;
import io.riptide.protocol.testing.Gunzip;
import io.riptide.protocol.transport.LoopTimers;
import io.riptide.protocol.websocket.WebSocketFraming;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedFramesTest {
    private static final Framing LINES = NdjsonFraming.INSTANCE;
    private static final ContentCoding GZIP = new ContentCoding.Gzip(1);
    private static final DeliveryPolicy BLOCK = new DeliveryPolicy.Block();
    private static final Pattern CHUNK = Pattern.compile("([0-9A-F]{8})\r\n");
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");

    private StreamRig rig;
    private EventLog log;

    /// Its loop's tasks drain all channels of the thread.
    private EmbeddedChannel first;

    @BeforeEach
    void open() {
        rig = new StreamRig();
        log = rig.newLog();
        first = rig.newChannel();
    }

    @AfterEach
    void nothingLeaks() {
        rig.close();
        LeakPresenceDetector.check();
    }

    @Test
    void anEventIsFramedOnceForAllStreamsOfALoop() {
        List<EmbeddedChannel> channels = channels(20);
        channels.forEach(channel -> rig.share(channel, log, LINES, Transfer.CHUNKED, 0));
        publish(log, 3, 20);
        run(channels);
        assertThat(framed()).isEqualTo(3);
        assertThat(rig.settings().counters().eventsDelivered.sum()).isEqualTo(60);
        for (EmbeddedChannel channel : channels) {
            assertThat(recorder(channel).text()).isEqualTo("HEAD|" + chunk(0, 20) + chunk(1, 20) + chunk(2, 20));
            assertThat(recorder(channel).writes()).as("head, and one run").hasSize(2);
        }
    }

    @Test
    void whoIsAloneMakesOneChunkOfManyEvents() {
        EmbeddedChannel channel = rig.newChannel();
        rig.share(channel, log, LINES, Transfer.CHUNKED, 0);
        publish(log, 10, 20);
        run(List.of(channel));
        assertThat(recorder(channel).writes()).hasSize(2);
        assertThat(recorder(channel).text()).startsWith("HEAD|000000D2\r\n");
    }

    @Test
    void whoDoesNotWantToShareDoesNot() {
        List<EmbeddedChannel> channels = channels(2);
        channels.forEach(channel -> rig.begin(channel, log, LINES, Transfer.CHUNKED, 0));
        publish(log, 5, 20);
        run(channels);
        assertThat(framed()).isEqualTo(10);
    }

    @Test
    void eachTransportHasItsOwnFrames() {
        List<EmbeddedChannel> channels = channels(6);
        for (int i = 0; i < 2; i++) {
            rig.share(channels.get(i), log, LINES, Transfer.CHUNKED, 0);
            rig.share(channels.get(2 + i), log, new SseFraming(), Transfer.CHUNKED, 0);
            rig.share(channels.get(4 + i), log, new WebSocketFraming(Optional.of("s")), Transfer.RAW, 0);
        }
        publish(log, 4, 20);
        run(channels);
        assertThat(framed()).isEqualTo(3 * 4);
        assertThat(recorder(channels.get(1)).text())
                .isEqualTo(recorder(channels.get(0)).text());
        assertThat(recorder(channels.get(3)).text())
                .isEqualTo(recorder(channels.get(2)).text())
                .contains("\nevent: event\n");
        assertThat(recorder(channels.get(5)).text())
                .isEqualTo(recorder(channels.get(4)).text())
                .contains("{\"stream\":\"s\",\"n\":3");
    }

    @Test
    void streamsOfDifferentNamesAreNotMixedUp() {
        List<EmbeddedChannel> channels = channels(2);
        rig.share(channels.get(0), log, new WebSocketFraming(Optional.of("a")), Transfer.RAW, 0);
        rig.share(channels.get(1), log, new WebSocketFraming(Optional.of("b")), Transfer.RAW, 0);
        publish(log, 1, 20);
        run(channels);
        assertThat(recorder(channels.get(0)).text())
                .contains("{\"stream\":\"a\",")
                .doesNotContain("\"b\"");
        assertThat(recorder(channels.get(1)).text())
                .contains("{\"stream\":\"b\",")
                .doesNotContain("\"a\"");
    }

    @Test
    void logsAreNotMixedUp() {
        EventLog other = rig.newLog();
        List<EmbeddedChannel> channels = channels(4);
        rig.share(channels.get(0), log, LINES, Transfer.RAW, 0);
        rig.share(channels.get(1), log, LINES, Transfer.RAW, 0);
        rig.share(channels.get(2), other, LINES, Transfer.RAW, 0);
        rig.share(channels.get(3), other, LINES, Transfer.RAW, 0);
        publish(log, 1, 20);
        publish(other, 1, 30);
        run(channels);
        assertThat(recorder(channels.get(1)).text()).hasSize("HEAD|".length() + 21);
        assertThat(recorder(channels.get(3)).text()).hasSize("HEAD|".length() + 31);
    }

    @Test
    void anEventLongerThanAPageHasOneOfItsOwn() {
        List<EmbeddedChannel> channels = channels(2);
        channels.forEach(channel -> rig.share(channel, log, LINES, Transfer.CHUNKED, 0));
        publish(log, 1, 20);
        publish(log, 1, 100_000);
        publish(log, 1, 20);
        run(channels);
        assertThat(framed()).isEqualTo(3);
        channels.forEach(channel -> assertThat(numbers(channel)).containsExactly(0L, 1L, 2L));
    }

    @Test
    void whoIsFarBehindFramesForItself() {
        List<EmbeddedChannel> channels = channels(3);
        EmbeddedChannel slow = channels.get(2);
        channels.forEach(channel -> rig.share(channel, log, LINES, Transfer.CHUNKED, 0));
        writable(slow, false);
        for (int i = 0; i < 50; i++) {
            publish(log, 10, 1000);
            run(channels);
        }
        assertThat(framed()).as("those that keep up do not wait").isEqualTo(500);
        assertThat(numbers(slow)).isEmpty();
        writable(slow, true);
        run(channels);
        assertThat(framed()).isGreaterThan(800).isLessThanOrEqualTo(1000);
        channels.forEach(channel -> assertThat(numbers(channel)).containsExactlyElementsOf(upTo(500)));
    }

    @Test
    void theTallyOfAStreamIsItsOwn() {
        publish(log, 5, 20);
        List<EmbeddedChannel> channels = channels(3);
        rig.share(channels.get(0), log, LINES, Transfer.RAW, 0);
        rig.share(channels.get(1), log, LINES, Transfer.RAW, 3);
        rig.share(channels.get(2), log, LINES, Transfer.RAW, 5);
        publish(log, 2, 20);
        run(channels);
        terminate(log);
        run(channels);
        assertThat(recorder(channels.get(0)).text())
                .contains("\"events_delivered\":7,")
                .contains("\"bytes_delivered\":140");
        assertThat(recorder(channels.get(1)).text())
                .contains("\"events_delivered\":4,")
                .contains("\"bytes_delivered\":80");
        assertThat(recorder(channels.get(2)).text())
                .contains("\"events_delivered\":2,")
                .contains("\"bytes_delivered\":40");
    }

    @Test
    void theFirstWriteHasTheEventsThoughOthersHaveFramedThem() {
        List<EmbeddedChannel> channels = channels(3);
        rig.share(channels.get(0), log, new SseFraming(), Transfer.CHUNKED, 0);
        rig.share(channels.get(1), log, new SseFraming(), Transfer.CHUNKED, 0);
        publish(log, 2, 20);
        run(channels.subList(0, 2));
        rig.share(channels.get(2), log, new SseFraming(), Transfer.CHUNKED, 0);
        assertThat(recorder(channels.get(2)).writes()).hasSize(1);
        assertThat(numbers(channels.get(2))).containsExactly(0L, 1L);
    }

    @Test
    void creditAndPauseHoldForSharedFramesToo() {
        List<EmbeddedChannel> channels = channels(3);
        List<StreamRig.Begun> streams = channels.stream()
                .map(channel -> rig.share(channel, log, LINES, Transfer.CHUNKED, 0))
                .toList();
        streams.get(0).writer().credit(2);
        streams.get(1).writer().pause();
        publish(log, 5, 20);
        run(channels);
        assertThat(numbers(channels.get(0))).containsExactly(0L, 1L);
        assertThat(numbers(channels.get(1))).isEmpty();
        assertThat(numbers(channels.get(2))).hasSize(5);
        streams.get(0).writer().credit(1);
        streams.get(1).writer().unpause();
        run(channels);
        assertThat(numbers(channels.get(0))).containsExactly(0L, 1L, 2L);
        assertThat(numbers(channels.get(1))).hasSize(5);
        assertThat(framed()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void aBlockIsCompressedOnceAndReadableInEachStream(int events) {
        List<EmbeddedChannel> channels = channels(10);
        List<Gunzip> readers = channels.stream().map(_ -> new Gunzip()).toList();
        channels.forEach(channel -> rig.share(channel, log, LINES, Transfer.RAW, GZIP, BLOCK, 0));
        for (int i = 0; i < 5; i++) {
            publish(log, events, 200);
            run(channels);
        }
        assertThat(framed()).isEqualTo(5L * events);
        List<byte[]> all = channels.stream().map(SharedFramesTest::bytes).toList();
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i)).isEqualTo(all.get(0));
            feed(readers.get(i), all.get(i));
            assertThat(numbers(readers.get(i).text())).containsExactlyElementsOf(upTo(5L * events));
        }
        terminate(log);
        run(channels);
        for (int i = 0; i < all.size(); i++) {
            readers.get(i).feed(bytes(channels.get(i)));
            assertThat(readers.get(i).isWhole()).isTrue();
            readers.get(i).close();
        }
    }

    @Test
    void whoIsNotAtABlocksBeginGetsTheSameEventsInABlockOfItsOwn() {
        EmbeddedChannel late = rig.newChannel();
        List<EmbeddedChannel> channels = channels(2);
        channels.forEach(channel -> rig.share(channel, log, LINES, Transfer.RAW, GZIP, BLOCK, 0));
        StreamRig.Begun stream = rig.share(late, log, LINES, Transfer.RAW, GZIP, BLOCK, 0);
        stream.writer().credit(3);
        publish(log, 8, 100);
        run(channels);
        run(List.of(late));
        stream.writer().credit(100);
        run(List.of(late));
        assertThat(framed()).isEqualTo(8);
        try (Gunzip reader = new Gunzip()) {
            feed(reader, bytes(late));
            assertThat(numbers(reader.text())).containsExactlyElementsOf(upTo(8));
        }
    }

    @Test
    void pagesAreGivenUpWhenNobodyAsksForThem() {
        List<EmbeddedChannel> channels = channels(2);
        channels.forEach(channel -> rig.share(channel, log, LINES, Transfer.CHUNKED, 0));
        publish(log, 1, 20);
        run(channels);
        LoopFrames frames = LoopFrames.of(channels.get(0).eventLoop());
        assertThat(frames.heldBytes()).isPositive();
        await().untilAsserted(() -> {
            run(channels);
            assertThat(frames.heldBytes()).isZero();
        });
        assertThat(LoopTimers.of(channels.get(0).eventLoop()).size()).isZero();
        publish(log, 1, 20);
        run(channels);
        channels.forEach(channel -> assertThat(numbers(channel)).containsExactly(0L, 1L));
    }

    @Test
    void pagesOfALoopAreBounded() {
        List<EmbeddedChannel> channels = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            EventLog each = rig.newLog();
            List<EmbeddedChannel> pair = channels(2);
            pair.forEach(channel -> rig.share(channel, each, LINES, Transfer.CHUNKED, 0));
            publish(each, 1, 15_000);
            run(pair);
            channels.addAll(pair);
        }
        assertThat(LoopFrames.of(channels.get(0).eventLoop()).heldBytes())
                .isPositive()
                .isLessThanOrEqualTo(4L * 1024 * 1024);
        channels.forEach(channel -> assertThat(numbers(channel)).containsExactly(0L));
    }

    @Test
    void aFrameThatFailsSpoilsNoOther() {
        List<EmbeddedChannel> channels = channels(3);
        Failing framing = new Failing();
        List<StreamRig.Begun> streams = channels.stream()
                .map(channel -> rig.share(channel, log, framing, Transfer.RAW, 0))
                .toList();
        publish(log, 1, 20);
        run(channels);
        streams.get(1).writer().pause();
        streams.get(2).writer().pause();
        framing.fails = true;
        publish(log, 1, 20);
        first.runPendingTasks();
        assertThat(channels.get(0).isOpen()).isFalse();
        assertThatIllegalStateException().isThrownBy(channels.get(0)::checkException);
        framing.fails = false;
        streams.get(1).writer().unpause();
        streams.get(2).writer().unpause();
        run(channels.subList(1, 3));
        assertThat(numbers(channels.get(1))).containsExactly(0L, 1L);
        assertThat(recorder(channels.get(2)).text())
                .isEqualTo(recorder(channels.get(1)).text())
                .hasSize("HEAD|".length() + 2 * 21);
    }

    /// Whoever writes, pauses or falls behind: each stream gets each event once, in order.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomStreamsGetWhatTheyWouldGetAlone(long seed) {
        Random random = new Random(seed);
        List<EmbeddedChannel> channels = channels(6);
        long[] begins = new long[6];
        boolean[] paused = new boolean[6];
        List<StreamRig.Begun> streams = new ArrayList<>();
        long published = 0;
        for (int step = 0; step < 400; step++) {
            int which = random.nextInt(6);
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 100 : 3);
                    publish(log, count, 20 + random.nextInt(random.nextInt(10) == 0 ? 20_000 : 300));
                    published += count;
                }
                case 2 -> {
                    if (streams.size() < 6) {
                        int next = streams.size();
                        begins[next] = published == 0 ? 0 : random.nextLong(published);
                        streams.add(rig.share(channels.get(next), log, LINES, Transfer.CHUNKED, begins[next]));
                    }
                }
                case 3 -> writable(channels.get(which), random.nextBoolean());
                case 4 -> {
                    if (which < streams.size()) {
                        paused[which] = !paused[which];
                        if (paused[which]) {
                            streams.get(which).writer().pause();
                        } else {
                            streams.get(which).writer().unpause();
                        }
                    }
                }
                default -> run(channels);
            }
        }
        for (int i = 0; i < streams.size(); i++) {
            streams.get(i).writer().letGo();
            writable(channels.get(i), true);
        }
        run(channels);
        for (int i = 0; i < streams.size(); i++) {
            assertThat(numbers(dechunked(recorder(channels.get(i)).text())))
                    .containsExactlyElementsOf(
                            LongStream.range(begins[i], published).boxed().toList());
        }
    }

    private List<EmbeddedChannel> channels(int count) {
        return IntStream.range(0, count).mapToObj(_ -> rig.newChannel()).toList();
    }

    private long framed() {
        return rig.settings().counters().eventsFramed.sum();
    }

    private void run(List<EmbeddedChannel> channels) {
        for (int i = 0; i < 20; i++) {
            first.runPendingTasks();
            channels.forEach(EmbeddedChannel::runPendingTasks);
        }
    }

    private static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }

    private static String chunk(int n, int length) {
        String event = "{\"n\":" + n;
        String padded = event + " ".repeat(length - event.length() - 1) + "}\n";
        return String.format("%08X\r\n%s\r\n", length + 1, padded);
    }

    /// Checks that each size is that of its chunk.
    private static String dechunked(String written) {
        StringBuilder content = new StringBuilder();
        int at = "HEAD|".length();
        Matcher matcher = CHUNK.matcher(written);
        while (at < written.length()) {
            assertThat(matcher.find(at)).isTrue();
            assertThat(matcher.start()).isEqualTo(at);
            int length = Integer.parseInt(matcher.group(1), 16);
            content.append(written, matcher.end(), matcher.end() + length);
            at = matcher.end() + length;
            assertThat(written.substring(at, at + 2)).isEqualTo("\r\n");
            at += 2;
        }
        return content.toString();
    }

    private static List<Long> numbers(EmbeddedChannel channel) {
        return numbers(recorder(channel).text());
    }

    private static List<Long> numbers(String text) {
        return NUMBER.matcher(text)
                .results()
                .map(found -> Long.parseLong(found.group(1)))
                .toList();
    }

    /// What was written since the last call.
    private static byte[] bytes(EmbeddedChannel channel) {
        StringBuilder all = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.append(out.toString(ISO_8859_1));
            out.release();
        }
        return all.toString().getBytes(ISO_8859_1);
    }

    private static void feed(Gunzip reader, byte[] written) {
        int head = "HEAD|".length();
        assertThat(new String(written, 0, head, ISO_8859_1)).isEqualTo("HEAD|");
        byte[] content = new byte[written.length - head];
        System.arraycopy(written, head, content, 0, content.length);
        reader.feed(content);
    }

    /// Breaks half-way when it is told to.
    private static final class Failing implements Framing {
        private boolean fails;

        @Override
        public int encodedLengthMax(int lengthBytes) {
            return lengthBytes + 1;
        }

        @Override
        public Object shareKey() {
            return this;
        }

        @Override
        public void encode(
                byte[] type, byte[] epoch, long offset, ByteBuf source, int index, int lengthBytes, ByteBuf target) {
            target.writeBytes(source, index, lengthBytes);
            if (fails) {
                throw new IllegalStateException("on purpose");
            }
            target.writeByte('\n');
        }
    }
}
