package io.riptide.server.pipeline.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.SourceNode;
import io.riptide.engine.topic.Topic;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.pipeline.NodePlace;
import io.riptide.server.pipeline.input.FrameInput;
import io.riptide.server.request.RequestContext;
import io.riptide.server.stream.RunStreams;
import io.riptide.server.stream.StreamIdentity;
import io.riptide.server.stream.StreamLog;
import io.riptide.server.stream.StreamTransport;
import io.riptide.server.testing.FrameRig;
import io.riptide.server.testing.FrameRig.Heard;
import io.riptide.server.testing.TestServer;
import io.riptide.server.topic.PublishOutcome;
import io.riptide.server.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every test ends with an empty server: no subscriber, no topic, no byte.
class TopicNodesTest {
    private static final String[] SETTINGS = {
        "warmup.enabled=false",
        "topics.subscribers-max=2",
        "topics.publish-timeout=100ms",
        "stream.window-ndjson=64",
        "stream.event-bytes-max=64KiB",
        "bench.size-max=64KiB"
    };

    private final TestServer server = new TestServer(SETTINGS);
    private final RiptideConfig config = RiptideConfig.of(SETTINGS);
    private final Topics topics = new Topics(
            server.server().topics(),
            new RunStreams(
                    server.server().runs(),
                    config.stream(),
                    server.server().metrics(),
                    new StreamLog(false),
                    Long.MAX_VALUE),
            config.topics());
    private final TopicNodes nodes =
            new TopicNodes(topics, config.stream(), server.server().metrics().counters());
    private final FrameRig rig = new FrameRig();

    @AfterEach
    void everythingComesBack() {
        rig.close();
        topics.registry().list().forEach(topic -> topics.registry().delete(topic.name()));
        server.close();
    }

    @Test
    void aMessageIsAFrameWithItsJsonAsMetadata() throws Exception {
        publish("{\"a\":[1,2.5,\"x\",null],\"b\":{\"c\":true}}");
        publish("7");
        publish("null");
        try (SourceNode source = source(Map.of("topic", "t", "since", "earliest", "frames", 3))) {
            assertThat(source.produce(rig)).isTrue();
            assertThat(source.produce(rig)).isTrue();
            assertThat(source.produce(rig)).isFalse();
            assertThat(source.produce(rig)).isFalse();
        }
        assertThat(rig.heard())
                .extracting(Heard::metadata)
                .containsExactly(
                        Map.of(
                                "topic",
                                "t",
                                "offset",
                                0L,
                                "data",
                                Map.of("a", List.of(1L, 2.5, "x", ""), "b", Map.of("c", true))),
                        Map.of("topic", "t", "offset", 1L, "data", 7L),
                        Map.of("topic", "t", "offset", 2L));
        assertThat(rig.heard()).extracting(Heard::sequenceId).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aPayloadOfArraysBecomesChannels() throws Exception {
        publish("{\"timestamp\":17,\"payload\":{\"main\":[1,2.5,null,1e400],\"other\":[]},\"x\":1}");
        Heard frame = first();
        assertThat(frame.channel("main")).containsExactly(1, 2.5, Double.NaN, Double.POSITIVE_INFINITY);
        assertThat(frame.channel("other")).isEmpty();
        assertThat(frame.timestampUs()).isEqualTo(17);
        assertThat(frame.metadata()).containsEntry("data", Map.of("timestamp", 17L, "x", 1L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[1]", "{\"main\":1}", "{\"main\":[1,\"2\"]}", "{\"a\":[1],\"b\":{}}", "\"text\"", "tooMany"})
    void aPayloadThatIsAnythingElseStaysInItsData(String payload) throws Exception {
        String given = payload;
        if (payload.equals("tooMany")) {
            List<String> channels = new ArrayList<>();
            for (int i = 0; i <= Frame.CHANNELS_MAX; i++) {
                channels.add("\"c" + i + "\":[" + i + "]");
            }
            given = "{" + String.join(",", channels) + "}";
        }
        publish("{\"payload\":" + given + "}");
        Heard frame = first();
        assertThat(frame.channels()).isEmpty();
        assertThat(frame.metadata().get("data"))
                .isInstanceOfSatisfying(
                        Map.class, data -> assertThat(data.keySet().toString()).isEqualTo("[payload]"));
    }

    @Test
    void whatASinkPublishesASourceMakesTheSameFrameAgain() throws Exception {
        NodeType type = nodes.types().getLast();
        FrameNode sink = sink("t");
        Frame frame = rig.frame("left", new double[] {1, -0.5}, "right", new double[] {3, Double.NaN});
        frame.metadata().put("note", "n");
        sink.onFrame(frame, rig);
        long timestampUs = frame.timestampUs();
        frame.release();
        Heard again = first();
        assertThat(again.channel("left")).containsExactly(1, -0.5);
        assertThat(again.channel("right")).containsExactly(3, Double.NaN);
        assertThat(again.timestampUs()).isEqualTo(timestampUs);
        assertThat(again.metadata())
                .containsEntry(
                        "data",
                        Map.of(
                                "node",
                                "sink",
                                "timestamp",
                                timestampUs,
                                "sequence_id",
                                0L,
                                "metadata",
                                Map.of("note", "n")));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> type.create(FrameRig.config(type, Map.of("topic", "t"))));
    }

    @Test
    void messagesThatWereMissedAreToldByTheNextFrame() throws Exception {
        int count = 500;
        publish("-1");
        long droppedBefore = counted();
        try (SourceNode source = source(Map.of("topic", "t", "since", "earliest"))) {
            source.produce(rig);
            for (int i = 0; i < count; i++) {
                publish(Integer.toString(i));
            }
            topics.registry().delete("t");
            while (source.produce(rig)) {
                assertThat(rig.heard()).hasSizeLessThanOrEqualTo(count + 1);
            }
        }
        List<Heard> heard = rig.heard();
        long next = 0;
        long missed = 0;
        for (Heard frame : heard) {
            if (frame.metadata().get("gap") instanceof Map<?, ?> gap) {
                assertThat(gap.get("from")).isEqualTo(next);
                assertThat(gap.get("reason")).isEqualTo("drop_oldest");
                long to = ((Number) Objects.requireNonNull(gap.get("to"))).longValue();
                missed += to - next + 1;
                assertThat(gap.get("count")).isEqualTo(to - next + 1);
                assertThat(gap.get("dropped")).isEqualTo(missed);
                next = to + 1;
            }
            assertThat(frame.metadata()).containsEntry("offset", next);
            next++;
        }
        assertThat(next).isEqualTo(count + 1);
        assertThat(missed).isPositive();
        assertThat(counted() - droppedBefore).isEqualTo(missed);
    }

    private long counted() {
        return server.server().metrics().counters().eventsDropped.sum();
    }

    @Test
    void aSourceThatBlocksHoldsItsPublishersAndMissesNothing() throws Exception {
        try (SourceNode source = source(Map.of("topic", "t", "policy", "block", "since", "earliest"))) {
            publish("0");
            source.produce(rig);
            int stored = 1;
            PublishOutcome outcome = store(Integer.toString(stored));
            while (outcome instanceof PublishOutcome.Stored && stored < 1_000) {
                stored++;
                outcome = store(Integer.toString(stored));
            }
            assertThat(outcome).isInstanceOf(PublishOutcome.Refused.class);
            assertThat(stored).isBetween(64, 999);
            FrameNode sink = sink("t");
            Frame frame = rig.frame();
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> sink.onFrame(frame, rig))
                    .withMessageContaining("topic t: ")
                    .withMessageContaining("a subscriber that blocks is slow");
            frame.release();
            while (rig.heard().size() < stored) {
                source.produce(rig);
            }
            assertThat(rig.heard())
                    .extracting(heard -> heard.metadata().get("data"))
                    .startsWith(0L, 1L, 2L)
                    .endsWith(stored - 1L)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aMessageThatIsTooLargeIsRefused() throws Exception {
        FrameNode sink = sink("t");
        Frame frame = rig.frame("main", new double[100_000]);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> sink.onFrame(frame, rig))
                .withMessageContaining("bytes as an event, at most 65536");
        frame.release();
    }

    @Test
    void theEndOfATopicEndsItsSource() throws Exception {
        try (SourceNode source = source(Map.of("topic", "gone"))) {
            AtomicReference<Object> result = new AtomicReference<>();
            Thread waiting = produceOnThread(source, result);
            awaitSubscribers("gone", 1);
            topics.registry().delete("gone");
            waiting.join();
            assertThat(result.get()).isEqualTo(false);
        }
        assertThat(rig.heard()).isEmpty();
    }

    @Test
    void anInterruptEndsTheWaitAndTheNodeLeavesNoSubscriber() throws Exception {
        SourceNode source = source(Map.of("topic", "quiet"));
        AtomicReference<Object> result = new AtomicReference<>();
        Thread waiting = produceOnThread(source, result);
        awaitSubscribers("quiet", 1);
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        waiting.interrupt();
        waiting.join();
        assertThat(result.get()).isInstanceOf(InterruptedException.class);
        source.close();
        source.close();
        awaitSubscribers("quiet", 0);
    }

    @Test
    void aTopicThatIsFullIsRefused() throws Exception {
        publish("1");
        Map<String, Object> wanted = Map.of("topic", "t", "since", "earliest");
        try (SourceNode first = source(wanted);
                SourceNode third = source(wanted)) {
            first.produce(rig);
            try (SourceNode second = source(wanted)) {
                second.produce(rig);
                assertThatExceptionOfType(IllegalStateException.class)
                        .isThrownBy(() -> third.produce(rig))
                        .withMessageContaining("topics.subscribers-max");
            }
            third.produce(rig);
        }
        assertThat(rig.heard()).hasSize(3);
    }

    @Test
    void anotherTopicIsSubscribedToInstead() throws Exception {
        publish("1");
        NodeType type = nodes.types().getFirst();
        try (SourceNode source = source(Map.of("topic", "t", "since", "earliest"))) {
            source.produce(rig);
            topics.store("u", json -> json.writeNumber(2));
            source.configure(FrameRig.config(type, Map.of("topic", "u", "since", "earliest")));
            awaitSubscribers("t", 0);
            source.produce(rig);
        }
        assertThat(rig.heard())
                .extracting(heard -> heard.metadata().get("data"))
                .containsExactly(1L, 2L);
    }

    @Test
    void badParametersAreNamed() {
        NodeType source = nodes.types().getFirst();
        assertThat(FrameRig.faults(source, Map.of("topic", "a b")))
                .containsEntry(
                        "topic", "the name of a topic must be 1 to 128 letters, digits, dots, hyphens or underscores");
        assertThat(FrameRig.faults(source, Map.of("since", "now", "policy", "latest", "frames", -1)))
                .containsOnlyKeys("topic", "since", "policy", "frames")
                .containsEntry("topic", "is required")
                .containsEntry("since", "must be one of latest, earliest")
                .containsEntry("policy", "must be one of drop_oldest, drop_newest, block");
        NodeType sink = nodes.types().getLast();
        assertThat(FrameRig.faults(sink, Map.of("topic", "x".repeat(129)))).containsOnlyKeys("topic");
        assertThat(FrameRig.faults(sink, Map.of("topic", "t", "key", "k"))).containsEntry("key", "unknown");
    }

    private Thread produceOnThread(SourceNode source, AtomicReference<Object> result) {
        return Thread.ofVirtual().start(() -> {
            try {
                result.set(source.produce(rig));
            } catch (Exception e) {
                result.set(e);
            }
        });
    }

    private void awaitSubscribers(String topic, int count) {
        await().until(() ->
                topics.registry().find(topic).map(Topic::snapshot).orElseThrow().subscribers() == count);
    }

    private Heard first() throws Exception {
        try (SourceNode source = source(Map.of("topic", "t", "since", "earliest"))) {
            source.produce(rig);
        }
        return rig.heard().getFirst();
    }

    private SourceNode source(Map<String, Object> given) {
        NodeType type = nodes.types().getFirst();
        return (SourceNode) type.create(FrameRig.config(type, given));
    }

    private FrameNode sink(String topic) {
        TopicSinkType type = (TopicSinkType) nodes.types().getLast();
        RequestContext request = new RequestContext("r", Optional.empty(), "127.0.0.1", 0);
        NodePlace place =
                new NodePlace("sink", new StreamIdentity("run", request, StreamTransport.NDJSON), new FrameInput());
        return (FrameNode) type.create(FrameRig.config(type, Map.of("topic", topic)), place);
    }

    private void publish(String data) throws InterruptedException {
        assertThat(store(data)).isInstanceOf(PublishOutcome.Stored.class);
    }

    private PublishOutcome store(String data) throws InterruptedException {
        return topics.store("t", json -> json.writeRawValue(data));
    }
}
