package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.FastThreadLocal;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.run.BlockingSource;
import io.riptide.engine.run.Emitter;
import io.riptide.engine.run.RunLimits;
import io.riptide.engine.run.RunOutcome;
import io.riptide.engine.run.RunRegistry;
import io.riptide.engine.run.WorkSource;
import io.riptide.protocol.http.HttpConnectionHandler;
import io.riptide.protocol.http.HttpLimits;
import io.riptide.protocol.stream.StreamHandler;
import io.riptide.protocol.stream.StreamSettings;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.event.EventType;
import io.riptide.server.route.Dispatcher;
import io.riptide.server.route.OriginPolicy;
import io.riptide.server.route.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// The first byte never waits for the work: here the work waits for ever.
class BlockedSourceSystemTest {
    private static final StreamConfig CONFIG = RiptideConfig.of().stream();

    private final SegmentPool pool = new SegmentPool(8L << 20);
    private final ByteBudget node = ByteBudget.root("node", 8L << 20);
    private final StreamMetrics metrics = new StreamMetrics();
    private final RunRegistry runs = new RunRegistry(
            pool,
            node,
            new RunLimits(10, 10, 1 << 20, 8L << 20, 4L << 20, 90, 95, 10, Duration.ZERO),
            metrics.counters());

    @Test
    void headAndMetadataLeaveInOneWriteWhileTheSourceBlocks() {
        FastThreadLocal.removeAll(); // what an earlier channel's loop left on this thread
        RunStreams streams = new RunStreams(
                runs,
                CONFIG,
                metrics,
                new StreamLog(false),
                Duration.ofMillis(200).toNanos());
        BlockedWork work = new BlockedWork();
        Router router = new Router();
        router.add("GET", "/blocked", request -> streams.stream(request, work, StreamTransport.NDJSON));
        Writes writes = new Writes();
        Channel channel = new EmbeddedChannel(
                writes,
                new StreamHandler(new StreamSettings(
                        EventType.NAMES,
                        64 * 1024,
                        1_000_000_000L,
                        metrics.counters(),
                        metrics.deliveryTimes(),
                        () -> false)),
                new HttpConnectionHandler(
                        HttpLimits.standard(), new Dispatcher(router, new OriginPolicy(Set.of()), (_, _, _) -> {})));
        ((EmbeddedChannel) channel)
                .writeInbound(channel.alloc()
                        .buffer()
                        .writeBytes("GET /blocked HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII)));

        assertThat(writes.texts).hasSize(1);
        assertThat(writes.texts.getFirst())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\n\r\n", "{\"type\":\"metadata\",\"id\":\"");

        assertThat(runs.size()).isEqualTo(1);
        channel.close();
        await().untilAsserted(() -> {
            assertThat(runs.size()).isZero();
            assertThat(pool.leasedBytes()).isZero();
            assertThat(node.reserved()).isZero();
        });
        pool.close();
        FastThreadLocal.removeAll();
    }

    /// Work whose source does nothing until it is interrupted.
    private static final class BlockedWork implements Work {
        @Override
        public String kind() {
            return "blocked";
        }

        @Override
        public Delivery delivery() {
            return Delivery.standard(CONFIG);
        }

        @Override
        public Duration deadline() {
            return Duration.ofMinutes(1);
        }

        @Override
        public WorkSource source(StreamIdentity identity) {
            return new BlockedSource(identity);
        }
    }

    private static final class BlockedSource implements BlockingSource {
        private final StreamIdentity identity;
        private byte[] epoch = {};

        BlockedSource(StreamIdentity identity) {
            this.identity = identity;
        }

        @Override
        public void begin(byte[] ofLog) {
            epoch = ofLog;
        }

        @Override
        public Event metadata() {
            return RunEvents.metadata(epoch, identity, "blocked", Delivery.standard(CONFIG), CONFIG, _ -> {});
        }

        @Override
        public void run(Emitter emitter) throws InterruptedException {
            new CountDownLatch(1).await();
        }

        @Override
        public Event terminal(RunOutcome outcome) {
            return RunEvents.terminal(epoch, outcome, _ -> {});
        }
    }

    /// Every write that reaches the socket, in its order.
    @ChannelHandler.Sharable
    private static final class Writes extends ChannelDuplexHandler {
        private final List<String> texts = new ArrayList<>();

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
            texts.add(((ByteBuf) message).toString(US_ASCII));
            super.write(ctx, message, promise);
        }
    }
}
