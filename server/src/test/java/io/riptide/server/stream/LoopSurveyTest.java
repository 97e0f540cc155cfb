package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.ReferenceCountUtil;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.Retention;
import io.riptide.engine.log.Viewable;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.metrics.Counters;
import io.riptide.engine.metrics.LatencyRecorder;
import io.riptide.protocol.ndjson.NdjsonFraming;
import io.riptide.protocol.stream.StreamEnd;
import io.riptide.protocol.stream.StreamHandler;
import io.riptide.protocol.stream.StreamListener;
import io.riptide.protocol.stream.StreamSettings;
import io.riptide.protocol.stream.StreamWriter;
import io.riptide.protocol.stream.Transfer;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.event.EventType;
import io.riptide.server.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Asking event loops for their streams; the loops are real, the channels on them are never connected.
class LoopSurveyTest {
    private static final Delivery DELIVERY = Delivery.standard(RiptideConfig.of().stream());
    private static final StreamFilter ALL = new StreamFilter("", "", "", 1_000);

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, LocalIoHandler.newFactory());
    private final SegmentPool pool = new SegmentPool(16L << 20);
    private final EventLog log =
            new EventLog(pool, ByteBudget.root("test", 16L << 20), Retention.ofBytes(1L << 20), 1 << 20);
    private final LiveStreams live = new LiveStreams();
    private final StreamSettings settings = new StreamSettings(
            EventType.NAMES, 64 * 1024, 1_000_000_000L, new Counters(), new LatencyRecorder(), () -> false);
    private final List<LocalChannel> channels = new ArrayList<>();
    private long count;

    @BeforeEach
    void publish() {
        for (int i = 0; i < 10; i++) {
            long offset = log.appender().append(1, 5, 0, 0, 2, (_, buffer, index) -> {
                buffer.putBytes(index, "{}".getBytes(US_ASCII));
                return 2;
            });
            assertThat(offset).isEqualTo(i);
        }
        log.appender().publish();
    }

    @AfterEach
    void close() throws InterruptedException {
        for (LocalChannel channel : channels) {
            if (channel.isOpen()) {
                channel.close().sync();
            }
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        log.free();
        pool.close();
    }

    @Test
    void moreStreamsThanASliceAreAllLookedAt() throws Exception {
        LocalChannel channel = newChannel();
        List<LiveStream> streams = begin(channel, 3 * LoopSurvey.SLICE + 1);
        StreamSurvey all = live.survey(ALL, 10_000);
        assertThat(all.matching()).isEqualTo(streams.size());
        assertThat(all.reports()).hasSize(streams.size());
        assertThat(all.unanswered()).isEmpty();
        StreamSurvey few = live.survey(new StreamFilter("", "", "", 5), 10_000);
        assertThat(few.matching()).isEqualTo(streams.size());
        assertThat(few.reports())
                .hasSize(5)
                .allMatch(report -> report.snapshot().waiting() == 9);
        assertThat(all.reports().getLast().snapshot().waiting()).isOne();
        assertThat(live.survey(new StreamFilter("", "", "sse", 5), 10_000).matching())
                .isZero();
        assertThat(live.survey(new StreamFilter("viewed", "", "", 5), 10_000).matching())
                .isEqualTo(streams.size());
    }

    @Test
    void whatHasEndedIsGoneInWhateverOrderItEnds() throws Exception {
        LocalChannel channel = newChannel();
        List<LiveStream> streams = begin(channel, 10);
        for (int i : new int[] {9, 0, 4, 8, 1}) {
            onLoop(channel.eventLoop(), () -> streams.get(i).end());
            onLoop(channel.eventLoop(), () -> streams.get(i).end());
        }
        assertThat(live.survey(ALL, 10_000).reports())
                .extracting(StreamReport::id)
                .containsExactlyInAnyOrder(3L, 4L, 6L, 7L, 8L);
        for (int i : new int[] {2, 3, 5, 6, 7}) {
            onLoop(channel.eventLoop(), () -> streams.get(i).end());
        }
        assertThat(live.survey(ALL, 10_000).reports()).isEmpty();
    }

    @Test
    void aLoopThatDoesNotAnswerIsNamedAndTheOthersAnswer() throws Exception {
        LocalChannel stuck = newChannel();
        LocalChannel other = newChannel();
        assertThat(stuck.eventLoop()).isNotSameAs(other.eventLoop());
        begin(stuck, 1);
        begin(other, 2);
        String[] name = {""};
        onLoop(stuck.eventLoop(), () -> name[0] = Thread.currentThread().getName());
        CountDownLatch release = new CountDownLatch(1);
        stuck.eventLoop().execute(() -> awaitQuietly(release));
        StreamSurvey survey = live.survey(ALL, 200);
        release.countDown();
        assertThat(survey.unanswered()).containsExactly(name[0]);
        assertThat(survey.loops()).isEqualTo(2);
        assertThat(survey.reports()).hasSize(2);
    }

    @Test
    void aSurveyThatIsOverLooksNoFurther() throws Exception {
        LocalChannel channel = newChannel();
        begin(channel, 1);
        LoopStreams[] home = new LoopStreams[1];
        onLoop(channel.eventLoop(), () -> home[0] = new LoopStreams(channel.eventLoop()));
        LoopSurvey survey = new LoopSurvey(home[0], ALL, new AtomicBoolean(true));
        survey.start();
        onLoop(channel.eventLoop(), () -> {});
        assertThat(survey.answer()).isNotDone();
    }

    @Test
    void aLoopThatHasStoppedIsNamedToo() throws Exception {
        LocalChannel channel = newChannel();
        begin(channel, 1);
        channel.close().sync();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        assertThat(live.survey(ALL, 1_000).unanswered()).hasSize(1);
    }

    @Test
    void aFaultIsTheAskersNotTheLoops() throws Exception {
        LocalChannel channel = newChannel();
        List<LiveStream> streams = begin(channel, 1);
        onLoop(channel.eventLoop(), () -> streams.getFirst().end());
        onLoop(channel.eventLoop(), () -> begin(channel, new Viewed(log, "")));
        StreamFilter named = new StreamFilter("viewed", "", "", 5);
        assertThatThrownBy(() -> live.survey(named, 10_000)).hasRootCauseMessage("no name, on purpose by a test");
        onLoop(channel.eventLoop(), () -> {});
    }

    private LocalChannel newChannel() throws InterruptedException {
        LocalChannel channel = new LocalChannel();
        channel.pipeline().addLast(new Sink(), new StreamHandler(settings));
        loops.register(channel).sync();
        channels.add(channel);
        return channel;
    }

    private List<LiveStream> begin(LocalChannel channel, int count) throws InterruptedException {
        List<LiveStream> streams = new ArrayList<>();
        onLoop(channel.eventLoop(), () -> {
            for (int i = 0; i < count; i++) {
                streams.add(begin(channel, new Viewed(log, "viewed")));
            }
        });
        return streams;
    }

    private LiveStream begin(LocalChannel channel, Viewable viewed) {
        StreamHandler handler = channel.pipeline().get(StreamHandler.class);
        StreamWriter writer = handler.newStream(NdjsonFraming.INSTANCE, Transfer.RAW, System.nanoTime(), new Silent());
        writer.credit(1 + count++ % 9);
        LogCursor cursor = log.open(0, new DeliveryPolicy.Block(), new Window(64, 1 << 20), () -> {});
        Outlet outlet = Outlet.socket(
                handler,
                NdjsonFraming.INSTANCE,
                new RequestContext("r", Optional.empty(), "client", System.nanoTime()),
                _ -> {});
        LiveStream stream = live.began(viewed, DELIVERY, outlet, writer);
        writer.start(cursor, log, 0, _ -> {});
        return stream;
    }

    private static void onLoop(EventLoop loop, Runnable task) throws InterruptedException {
        loop.submit(task).sync();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Takes what is written.
    private static final class Sink extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {}
    }

    private static final class Silent implements StreamListener {
        @Override
        public void onFirstByte(long ttfbNs) {}

        @Override
        public void onEnd(StreamEnd end) {}
    }

    private record Viewed(EventLog log, String name) implements Viewable {
        @Override
        public String id() {
            if (name.isEmpty()) {
                throw new IllegalStateException("no name, on purpose by a test");
            }
            return name;
        }

        @Override
        public String kind() {
            return "test";
        }

        @Override
        public boolean outlivesViewers() {
            return true;
        }

        @Override
        public LogCursor attach(long offset, DeliveryPolicy policy, Window window, Runnable listener) {
            return log.open(offset, policy, window, listener);
        }

        @Override
        public void detach(LogCursor cursor) {
            cursor.close();
        }
    }
}
