package io.riptide.protocol.stream;

import static io.riptide.protocol.stream.StreamRig.publish;
import static io.riptide.protocol.stream.StreamRig.recorder;
import static io.riptide.protocol.stream.StreamRig.terminate;
import static io.riptide.protocol.stream.StreamRig.writable;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.EventKey;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.log.Retention;
import io.riptide.protocol.ndjson.NdjsonFraming;
import io.riptide.protocol.sse.SseFraming;
import io.riptide.protocol.testing.RecordingOutbound;
import io.riptide.protocol.transport.LoopTimers;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StreamWriterTest {
    private static final Framing LINES = NdjsonFraming.INSTANCE;

    private StreamRig rig;
    private EventLog log;
    private EmbeddedChannel channel;
    private RecordingOutbound out;

    @BeforeEach
    void open() {
        rig = new StreamRig();
        log = rig.newLog();
        channel = rig.newChannel();
        out = recorder(channel);
    }

    @AfterEach
    void nothingLeaks() {
        rig.close();
        LeakPresenceDetector.check();
    }

    @Test
    void headAndFirstEventLeaveInOneWrite() {
        publish(log, 1, 16);
        StreamRig.Begun stream = rig.begin(channel, log, LINES, Transfer.CHUNKED, 0);
        assertThat(out.writes()).containsExactly("HEAD|00000011\r\n{\"n\":0         }\n\r\n");
        assertThat(out.flushes()).isEqualTo(1);
        assertThat(stream.ends().firstBytes).isEqualTo(1);
    }

    @Test
    void theHeadLeavesThoughNoEventIsThere() {
        rig.begin(channel, log, LINES, Transfer.CHUNKED, 0);
        assertThat(out.writes()).containsExactly("HEAD|");
    }

    @Test
    void aStreamOfServerSentEventsBeginsWithItsPreamble() {
        rig.begin(channel, log, new SseFraming(), Transfer.RAW, 0);
        assertThat(out.writes()).containsExactly("HEAD|retry: 3000\n");
    }

    @Test
    void anInvitationToComeBackPassesWhatWaits() {
        StreamRig.Begun stream = rig.begin(channel, log, new SseFraming(), Transfer.CHUNKED, 0);
        stream.writer().inviteBack();
        publish(log, 2, 20);
        channel.runPendingTasks();
        stream.writer().pause();
        publish(log, 3, 20);
        channel.runPendingTasks();
        out.clear();
        stream.writer().sendAway(700);
        String epoch = new String(log.epoch(), US_ASCII);
        assertThat(out.text())
                .contains("id: " + epoch + "-1\nevent: reconnect\ndata: {\"type\":\"reconnect\",\"id\":\"" + epoch
                        + "-1\",\"after_ms\":700,\"since\":\"" + epoch + "-1\"}\n\n")
                .doesNotContain("{\"n\":2");
        assertThat(out.flushes()).isEqualTo(1);
        stream.writer().unpause();
        channel.runPendingTasks();
        assertThat(out.text()).contains("{\"n\":2", "{\"n\":4");
    }

    @Test
    void whoGotNothingYetComesBackToTheFirstEvent() {
        StreamRig.Begun stream = rig.begin(channel, log, LINES, Transfer.RAW, 0);
        stream.writer().inviteBack();
        stream.writer().pause();
        publish(log, 1, 20);
        channel.runPendingTasks();
        stream.writer().sendAway(1);
        assertThat(out.text()).contains("-" + Long.MAX_VALUE + "\"}");
    }

    @Test
    void whoseWorkEndsWithItsStreamIsNotInvitedBack() {
        StreamRig.Begun stream = rig.begin(channel, log, LINES, Transfer.RAW, 0);
        out.clear();
        stream.writer().sendAway(1);
        assertThat(out.writes()).isEmpty();
    }

    /// It is left in the log; a loop that tried again and again would serve nobody else.
    @Test
    @Timeout(10)
    void aControlEventThatFindsNoMemoryDoesNotKeepTheLoop() {
        EventLog tight = rig.newTightLog();
        StreamRig.Begun stream = rig.begin(
                channel, tight, LINES, Transfer.RAW, 0, new DeliveryPolicy.Latest(EventKey.ONE), StreamRig.WIDE);
        stream.writer().pause();
        publish(tight, 5, 20);
        assertThat(tight.appender().append(StreamRig.EVENT, 9, RecordLayout.FLAG_CONTROL, 0, 20, StreamRig.event(20)))
                .isEqualTo(5);
        publish(tight, 1, 20);
        channel.runPendingTasks();
        stream.writer().unpause();
        channel.runPendingTasks();
        assertThat(out.text()).contains("{\"n\":5 ", "\"reason\":\"latest\"");
    }

    /// A stopped reader of a slow source keeps hundreds of buffers with one event each.
    @Test
    void aBufferIsNotMuchLongerThanItsEvents() {
        rig.begin(channel, log, new SseFraming(), Transfer.CHUNKED, 0);
        ((ByteBuf) channel.readOutbound()).release();
        for (int count = 1; count <= 100; count *= 10) {
            publish(log, count, 200);
            channel.runPendingTasks();
            ByteBuf written = channel.readOutbound();
            assertThat(written.capacity()).isLessThan(1024 + 2 * written.readableBytes());
            assertThat(written.readableBytes()).isGreaterThan(count * 200);
            written.release();
        }
    }

    @Test
    void manyEventsAreOneChunkAndOneFlush() {
        rig.begin(channel, log, LINES, Transfer.CHUNKED, 0);
        out.clear();
        publish(log, 100, 20);
        channel.runPendingTasks();
        assertThat(out.writes()).hasSize(1);
        assertThat(out.flushes()).isEqualTo(1);
        assertThat(out.text()).startsWith("00000834\r\n").endsWith("\n\r\n");
        assertThat(numbers(0)).isEqualTo(100);
    }

    @Test
    void theLastEventCarriesTheTallyAndEndsTheChunks() {
        publish(log, 3, 20);
        StreamRig.Begun stream = rig.begin(channel, log, LINES, Transfer.CHUNKED, 0);
        terminate(log);
        channel.runPendingTasks();
        assertThat(out.text())
                .contains("{\"end\":1,\"events_emitted\":3,\"events_delivered\":3,\"events_dropped\":0,"
                        + "\"bytes_delivered\":60,\"ttfb_us\":")
                .endsWith("}\n\r\n0\r\n\r\n");
        assertThat(stream.ends().all).containsExactly(StreamEnd.COMPLETED);
    }

    @Test
    void anEventLongerThanTheBufferGetsItsRoom() {
        rig.begin(channel, log, LINES, Transfer.RAW, 0);
        out.clear();
        publish(log, 1, 20);
        publish(log, 1, 300_000);
        publish(log, 1, 20);
        channel.runPendingTasks();
        assertThat(out.text()).hasSize(300_000 + 40 + 3);
        assertThat(numbers(0)).isEqualTo(3);
    }

    @Test
    void aFullChannelGetsNothingAndGoesOnWhenItHasRoom() {
        rig.begin(channel, log, LINES, Transfer.RAW, 0);
        writable(channel, false);
        out.clear();
        publish(log, 10, 20);
        channel.runPendingTasks();
        assertThat(out.writes()).isEmpty();
        writable(channel, true);
        assertThat(numbers(0)).isEqualTo(10);
    }

    @Test
    void aPausedStreamKeepsItsPlace() {
        StreamWriter stream = rig.begin(channel, log, LINES, Transfer.RAW, 0).writer();
        stream.pause();
        publish(log, 10, 20);
        channel.runPendingTasks();
        assertThat(numbers(0)).isZero();
        assertThat(stream.lag()).isEqualTo(10);
        stream.unpause();
        channel.runPendingTasks();
        assertThat(numbers(0)).isEqualTo(10);
    }

    @Test
    void aStreamSendsNoMoreEventsThanCredited() {
        StreamWriter stream = rig.begin(channel, log, LINES, Transfer.RAW, 0).writer();
        stream.credit(3);
        publish(log, 10, 20);
        channel.runPendingTasks();
        assertThat(numbers(0)).isEqualTo(3);
        stream.credit(4);
        channel.runPendingTasks();
        assertThat(numbers(0)).isEqualTo(7);
    }

    @Test
    void creditBeyondAllMeasureIsNotLost() {
        StreamWriter stream = rig.begin(channel, log, LINES, Transfer.RAW, 0).writer();
        stream.credit(Long.MAX_VALUE - 1);
        stream.credit(1_000_000_000);
        publish(log, 10, 20);
        channel.runPendingTasks();
        assertThat(numbers(0)).isEqualTo(10);
    }

    @Test
    void aStreamLetGoReachesItsLastEvent() {
        StreamRig.Begun stream = rig.begin(channel, log, LINES, Transfer.RAW, 0);
        stream.writer().credit(1);
        stream.writer().pause();
        publish(log, 5, 20);
        terminate(log);
        channel.runPendingTasks();
        assertThat(stream.ends().all).isEmpty();
        stream.writer().letGo();
        channel.runPendingTasks();
        assertThat(stream.ends().all).containsExactly(StreamEnd.COMPLETED);
        assertThat(numbers(0)).isEqualTo(5);
    }

    @Test
    void silenceIsBrokenByHeartbeats() {
        rig.begin(channel, log, LINES, Transfer.CHUNKED, 20);
        out.clear();
        untilWritten("heartbeat");
        assertThat(out.writes().getFirst()).matches("0{6}22\r\n\\{\"type\":\"heartbeat\",\"next_ms\":20}\n\r\n");
    }

    @Test
    void aStreamThatTalksHasNoHeartbeat() {
        rig.begin(channel, log, LINES, Transfer.RAW, 60_000);
        publish(log, 10, 20);
        channel.runPendingTasks();
        channel.runScheduledPendingTasks();
        assertThat(out.text()).doesNotContain("heartbeat");
    }

    @Test
    void anEndedStreamLeavesNoTimer() {
        StreamWriter stream =
                rig.begin(channel, log, LINES, Transfer.RAW, 60_000).writer();
        assertThat(LoopTimers.of(channel.eventLoop()).size()).isEqualTo(1);
        stream.stop();
        assertThat(LoopTimers.of(channel.eventLoop()).size()).isZero();
    }

    @Test
    void aStreamWhoseReaderTakesNothingEndsAndLeavesTheChannelToItsListener() {
        channel = rig.newImpatientChannel();
        StreamRig.Begun stream = rig.begin(channel, log, LINES, Transfer.RAW, 0);
        writable(channel, false);
        untilEnded(stream);
        assertThat(stream.ends().all).containsExactly(StreamEnd.STALLED);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void aStreamThatBeginsOnAFullChannelEndsSoToo() {
        channel = rig.newImpatientChannel();
        writable(channel, false);
        StreamRig.Begun stream = rig.begin(channel, log, LINES, Transfer.RAW, 0);
        untilEnded(stream);
        assertThat(stream.ends().all).containsExactly(StreamEnd.STALLED);
    }

    @Test
    void oneThatFallsBehindIsToldWhenItsPolicyIsToBeDisconnected() {
        StreamRig.Begun stream = rig.begin(
                channel, log, LINES, Transfer.CHUNKED, 0, new DeliveryPolicy.Disconnect(), new Window(8, 1 << 20));
        publish(log, 9, 20);
        channel.runPendingTasks();
        assertThat(stream.ends().all).containsExactly(StreamEnd.OVERRUN);
        assertThat(out.text()).contains("\"type\":\"slow_consumer\"").endsWith("0\r\n\r\n");
    }

    @Test
    void whatAPolicyDropsIsToldInPlaceAndCounted() {
        EventLog lapped = rig.newLog(Retention.NONE);
        StreamRig.Begun stream = rig.begin(
                channel, lapped, LINES, Transfer.RAW, 0, new DeliveryPolicy.DropOldest(), new Window(8, 1 << 20));
        publish(lapped, 100, 20);
        terminate(lapped);
        channel.runPendingTasks();
        assertThat(stream.ends().all).containsExactly(StreamEnd.COMPLETED);
        var tally = Pattern.compile("_emitted\":(\\d+),\"events_delivered\":(\\d+),\"events_dropped\":(\\d+)")
                .matcher(out.text());
        assertThat(tally.find()).isTrue();
        assertThat(Integer.parseInt(tally.group(1))).isEqualTo(100);
        assertThat(Integer.parseInt(tally.group(2)) + Integer.parseInt(tally.group(3)))
                .isEqualTo(100);
        assertThat(out.text()).contains("\"from\":0,\"to\":92,\"count\":93,\"reason\":\"drop_oldest\"");
        assertThat(numbers(0)).isEqualTo(7);
    }

    @Test
    void stopEndsWithoutAnotherByte() {
        StreamRig.Begun stream = rig.begin(channel, log, LINES, Transfer.CHUNKED, 0);
        out.clear();
        publish(log, 5, 20);
        stream.writer().stop();
        stream.writer().stop();
        channel.runPendingTasks();
        assertThat(out.writes()).isEmpty();
        assertThat(stream.ends().all).containsExactly(StreamEnd.STOPPED);
    }

    @Test
    void allStreamsOfAClosedChannelEnd() {
        StreamRig.Begun one = rig.begin(channel, log, LINES, Transfer.RAW, 10);
        StreamRig.Begun other = rig.begin(channel, log, LINES, Transfer.RAW, 0);
        channel.close();
        channel.runPendingTasks();
        assertThat(one.ends().all).containsExactly(StreamEnd.CHANNEL_CLOSED);
        assertThat(other.ends().all).containsExactly(StreamEnd.CHANNEL_CLOSED);
    }

    @Test
    void streamsOfOneChannelTakeTurns() {
        EventLog second = rig.newLog();
        rig.begin(channel, log, LINES, Transfer.RAW, 0);
        rig.begin(channel, second, LINES, Transfer.RAW, 0);
        out.clear();
        publish(log, 300, 1000);
        publish(second, 300, 2000);
        channel.runPendingTasks();
        assertThat(out.writes().stream().map(StreamWriterTest::lineLength)).containsSubsequence(1000, 2000, 1000);
    }

    @Test
    void aFaultOfOneChannelCostsNoOtherItsTurn() {
        EmbeddedChannel other = rig.newChannel();
        EventLog second = rig.newLog();
        StreamRig.Begun broken = rig.begin(channel, log, new Failing(), Transfer.RAW, 0);
        rig.begin(other, second, LINES, Transfer.RAW, 0);
        publish(log, 1, 20);
        publish(second, 10, 20);
        channel.runPendingTasks();
        other.runPendingTasks();
        assertThat(broken.ends().all).containsExactly(StreamEnd.CHANNEL_CLOSED);
        assertThat(recorder(other).text()).contains("{\"n\":9 ");
        try {
            channel.checkException();
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("on purpose");
        }
    }

    private void untilEnded(StreamRig.Begun stream) {
        await().pollInSameThread().pollInterval(Duration.ofMillis(5)).until(() -> {
            channel.runScheduledPendingTasks();
            channel.runPendingTasks();
            return !stream.ends().all.isEmpty();
        });
    }

    private void untilWritten(String text) {
        await().pollInSameThread().pollInterval(Duration.ofMillis(5)).until(() -> {
            channel.runScheduledPendingTasks();
            return out.text().contains(text);
        });
    }

    /// How many events in a row, from `first` on, were written.
    private int numbers(int first) {
        String text = out.text();
        var matcher = Pattern.compile("\\{\"n\":(\\d+)").matcher(text);
        int count = 0;
        while (matcher.find()) {
            int number = Integer.parseInt(matcher.group(1));
            if (count > 0 || text.contains("gap")) {
                assertThat(number).isPositive();
            } else {
                assertThat(number).isEqualTo(first);
            }
            count++;
        }
        return count;
    }

    private static int lineLength(String write) {
        return write.indexOf('\n');
    }

    /// Breaks.
    private record Failing() implements Framing {
        @Override
        public int encodedLengthMax(int lengthBytes) {
            return lengthBytes;
        }

        @Override
        public void encode(
                byte[] type, byte[] epoch, long offset, ByteBuf source, int index, int lengthBytes, ByteBuf target) {
            throw new IllegalStateException("on purpose");
        }
    }
}
