package io.riptide.protocol.stream;

import static io.riptide.protocol.stream.StreamRig.publish;
import static io.riptide.protocol.stream.StreamRig.recorder;
import static io.riptide.protocol.stream.StreamRig.terminate;
import static io.riptide.protocol.stream.StreamRig.writable;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.protocol.ndjson.NdjsonFraming;
import io.riptide.protocol.sse.SseFraming;
import io.riptide.protocol.testing.Gunzip;
import io.riptide.protocol.testing.RecordingOutbound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GzipStreamWriterTest {
    private static final Framing LINES = NdjsonFraming.INSTANCE;
    private static final String HEAD = "HEAD|";
    private static final String LAST_CHUNK = "0\r\n\r\n";

    private StreamRig rig;
    private EventLog log;
    private EmbeddedChannel channel;
    private RecordingOutbound out;
    private Gunzip gunzip;

    @BeforeEach
    void open() {
        rig = new StreamRig();
        log = rig.newLog();
        channel = rig.newChannel();
        out = recorder(channel);
        gunzip = new Gunzip();
    }

    @AfterEach
    void nothingLeaks() {
        gunzip.close();
        rig.close();
        LeakPresenceDetector.check();
    }

    @ParameterizedTest
    @EnumSource
    void headAndFirstEventLeaveInOneWriteAndCanBeRead(Transfer transfer) {
        publish(log, 1, 16);
        StreamRig.Begun stream = begin(LINES, transfer, 0);
        assertThat(out.flushes()).isEqualTo(1);
        String write = only(written());
        assertThat(write).startsWith(HEAD);
        feed(write.substring(HEAD.length()), transfer);
        assertThat(gunzip.text()).isEqualTo("{\"n\":0         }\n");
        assertThat(stream.ends().firstBytes).isEqualTo(1);
    }

    @Test
    void theHeadLeavesThoughNoEventIsThere() {
        begin(LINES, Transfer.CHUNKED, 0);
        assertThat(written()).containsExactly(HEAD);
    }

    @Test
    void thePreambleIsCompressedToo() {
        begin(new SseFraming(), Transfer.CHUNKED, 0);
        feed(only(written()).substring(HEAD.length()), Transfer.CHUNKED);
        assertThat(gunzip.text()).isEqualTo("retry: 3000\n");
    }

    @ParameterizedTest
    @EnumSource
    void eachEventIsOneWriteAndOneFlushThatCanBeReadAtOnce(Transfer transfer) {
        begin(LINES, transfer, 0);
        written();
        for (int i = 0; i < 50; i++) {
            out.clear();
            publish(log, 1, 40);
            channel.runPendingTasks();
            assertThat(out.flushes()).isEqualTo(1);
            feed(only(written()), transfer);
            assertThat(gunzip.text().lines()).hasSize(i + 1).last().asString().startsWith("{\"n\":" + i + " ");
            assertThat(gunzip.text()).endsWith("}\n");
        }
        assertThat(gunzip.isWhole()).isFalse();
    }

    @Test
    void eventsThatWaitTogetherAreOneBlock() {
        begin(LINES, Transfer.RAW, 0);
        written();
        publish(log, 100, 100);
        channel.runPendingTasks();
        String write = only(written());
        assertThat(write.length()).isLessThan(100 * 100 / 5);
        feed(write, Transfer.RAW);
        assertThat(gunzip.text().lines()).hasSize(100);
    }

    @ParameterizedTest
    @EnumSource
    void theTrailerStandsBehindTheLastEventInTheSameWrite(Transfer transfer) {
        publish(log, 3, 20);
        StreamRig.Begun stream = begin(LINES, transfer, 0);
        feed(only(written()).substring(HEAD.length()), transfer);
        terminate(log);
        channel.runPendingTasks();
        feed(only(written()), transfer);
        assertThat(gunzip.isWhole()).isTrue();
        assertThat(gunzip.text())
                .contains("\"events_emitted\":3,\"events_delivered\":3")
                .endsWith("}\n");
        assertThat(stream.ends().all).containsExactly(StreamEnd.COMPLETED);
    }

    @Test
    void aStreamThatIsOverAtItsStartIsOneWrite() {
        publish(log, 1, 20);
        terminate(log);
        begin(LINES, Transfer.CHUNKED, 0);
        feed(only(written()).substring(HEAD.length()), Transfer.CHUNKED);
        assertThat(gunzip.isWhole()).isTrue();
        assertThat(gunzip.text().lines()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000, 32_768, 300_000})
    void anEventLongerThanTheBufferGetsItsRoom(int length) {
        begin(LINES, Transfer.CHUNKED, 0);
        written();
        publish(log, 1, 20);
        publish(log, 1, length);
        publish(log, 1, 20);
        terminate(log);
        channel.runPendingTasks();
        feed(String.join("", written()), Transfer.CHUNKED);
        assertThat(gunzip.isWhole()).isTrue();
        assertThat(gunzip.text().lines().map(String::length)).startsWith(20, length, 20);
    }

    @Test
    void aLongFirstEventLeavesWithTheHead() {
        publish(log, 1, 100_000);
        begin(LINES, Transfer.CHUNKED, 0);
        feed(only(written()).substring(HEAD.length()), Transfer.CHUNKED);
        assertThat(gunzip.text()).hasSize(100_001);
    }

    @Test
    void heartbeatsAreBlocksOfTheStream() {
        begin(LINES, Transfer.CHUNKED, 20);
        written();
        untilDecoded("heartbeat");
        assertThat(gunzip.text()).startsWith("{\"type\":\"heartbeat\",\"next_ms\":20}\n");
        publish(log, 1, 20);
        terminate(log);
        channel.runPendingTasks();
        feed(String.join("", written()), Transfer.CHUNKED);
        assertThat(gunzip.isWhole()).isTrue();
    }

    @Test
    void aFullChannelGetsNothingAndGoesOnWhenItHasRoom() {
        begin(LINES, Transfer.RAW, 0);
        written();
        writable(channel, false);
        publish(log, 5, 20);
        channel.runPendingTasks();
        assertThat(written()).isEmpty();
        writable(channel, true);
        feed(only(written()), Transfer.RAW);
        assertThat(gunzip.text().lines()).hasSize(5);
    }

    /// What is compressed fast to little would else keep the loop for many quanta.
    @Test
    void aTurnIsOverAfterAQuantumOfEventsHoweverShortTheyBecome() {
        begin(LINES, Transfer.RAW, 0);
        written();
        out.clear();
        publish(log, 1000, 1000);
        channel.runPendingTasks();
        List<String> writes = written();
        int perFlush = (64 + 32) * 1024;
        assertThat(out.flushes()).isGreaterThanOrEqualTo(1000 * 1000 / perFlush);
        feed(String.join("", writes), Transfer.RAW);
        assertThat(gunzip.text().lines()).hasSize(1000);
    }

    @Test
    void oneThatFallsBehindIsToldInAWholeStream() {
        StreamRig.Begun stream = rig.begin(
                channel,
                log,
                LINES,
                Transfer.CHUNKED,
                new ContentCoding.Gzip(1),
                0,
                new DeliveryPolicy.Disconnect(),
                new Window(8, 1 << 20));
        written();
        publish(log, 9, 20);
        channel.runPendingTasks();
        assertThat(stream.ends().all).containsExactly(StreamEnd.OVERRUN);
        feed(String.join("", written()), Transfer.CHUNKED);
        assertThat(gunzip.isWhole()).isTrue();
        assertThat(gunzip.text()).contains("\"type\":\"slow_consumer\"");
    }

    @Test
    void stopEndsWithoutAnotherByte() {
        StreamRig.Begun stream = begin(LINES, Transfer.CHUNKED, 0);
        written();
        publish(log, 5, 20);
        stream.writer().stop();
        channel.runPendingTasks();
        assertThat(written()).isEmpty();
    }

    @Test
    void streamsOfOneLoopDoNotMix() {
        EmbeddedChannel plainChannel = rig.newChannel();
        EmbeddedChannel otherChannel = rig.newChannel();
        EventLog otherLog = rig.newLog();
        begin(LINES, Transfer.RAW, 0);
        rig.begin(plainChannel, log, LINES, Transfer.RAW, 0);
        begin(otherChannel, otherLog, LINES, Transfer.RAW, 0);
        try (Gunzip other = new Gunzip()) {
            written();
            written(otherChannel);
            for (int i = 0; i < 20; i++) {
                publish(log, 1, 40);
                publish(otherLog, 1, 50);
                channel.runPendingTasks();
                plainChannel.runPendingTasks();
                otherChannel.runPendingTasks();
                feed(only(written()), Transfer.RAW);
                other.feed(only(written(otherChannel)).getBytes(ISO_8859_1));
            }
            assertThat(gunzip.text().lines()).hasSize(20).allMatch(line -> line.length() == 40);
            assertThat(other.text().lines()).hasSize(20).allMatch(line -> line.length() == 50);
        }
        assertThat(recorder(plainChannel).text()).startsWith(HEAD + "{\"n\":0 ");
    }

    @Test
    void aFaultInTheMiddleOfABodySpoilsNoOtherStream() {
        EmbeddedChannel brokenChannel = rig.newChannel();
        EventLog second = rig.newLog();
        begin(LINES, Transfer.RAW, 0);
        written();
        StreamRig.Begun broken = begin(brokenChannel, second, new Failing(), Transfer.RAW, 0);
        publish(second, 1, 20);
        publish(log, 1, 20);
        brokenChannel.runPendingTasks();
        channel.runPendingTasks();
        assertThat(broken.ends().all).containsExactly(StreamEnd.CHANNEL_CLOSED);
        feed(only(written()), Transfer.RAW);
        assertThat(gunzip.text()).isEqualTo("{\"n\":0             }\n");
        try {
            brokenChannel.checkException();
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("on purpose");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, -1})
    void thereAreNineLevels(int level) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ContentCoding.Gzip(level))
                .withMessage("level=" + level);
    }

    private StreamRig.Begun begin(Framing framing, Transfer transfer, int heartbeatMs) {
        return begin(channel, log, framing, transfer, heartbeatMs);
    }

    private StreamRig.Begun begin(
            EmbeddedChannel on, EventLog events, Framing framing, Transfer transfer, int heartbeatMs) {
        return rig.begin(
                on,
                events,
                framing,
                transfer,
                new ContentCoding.Gzip(1),
                heartbeatMs,
                new DeliveryPolicy.Block(),
                StreamRig.WIDE);
    }

    private void untilDecoded(String text) {
        await().pollInSameThread().pollInterval(Duration.ofMillis(5)).until(() -> {
            channel.runScheduledPendingTasks();
            feed(String.join("", written()), Transfer.CHUNKED);
            return gunzip.text().contains(text);
        });
    }

    private List<String> written() {
        return written(channel);
    }

    /// What was written since, a string of octets for each write.
    private static List<String> written(EmbeddedChannel on) {
        List<String> writes = new ArrayList<>();
        for (ByteBuf write = on.readOutbound(); write != null; write = on.readOutbound()) {
            writes.add(write.toString(ISO_8859_1));
            write.release();
        }
        return writes;
    }

    private static String only(List<String> writes) {
        assertThat(writes).hasSize(1);
        return writes.getFirst();
    }

    /// Decodes whole chunks, the last of which may stand behind them; or bytes as they are.
    private void feed(String octets, Transfer transfer) {
        String rest = octets;
        while (transfer == Transfer.CHUNKED && !rest.isEmpty() && !rest.equals(LAST_CHUNK)) {
            int size = Integer.parseInt(rest.substring(0, 8), 16);
            assertThat(rest.substring(8, 10)).isEqualTo("\r\n");
            gunzip.feed(rest.substring(10, 10 + size).getBytes(ISO_8859_1));
            assertThat(rest.substring(10 + size, 12 + size)).isEqualTo("\r\n");
            rest = rest.substring(12 + size);
        }
        if (transfer == Transfer.RAW) {
            gunzip.feed(rest.getBytes(ISO_8859_1));
        }
        assertThat(rest.equals(LAST_CHUNK) && !gunzip.isWhole()).as("cut short").isFalse();
    }

    /// Breaks when it has written half an event.
    private record Failing() implements Framing {
        @Override
        public int encodedLengthMax(int lengthBytes) {
            return lengthBytes;
        }

        @Override
        public void encode(
                byte[] type, byte[] epoch, long offset, ByteBuf source, int index, int lengthBytes, ByteBuf target) {
            target.writeBytes(source, index, lengthBytes / 2);
            throw new IllegalStateException("on purpose");
        }
    }
}
