package io.riptide.server.pipeline.topic;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.SourceNode;
import io.riptide.engine.topic.Topic;
import io.riptide.engine.topic.TopicRefusedException;
import io.riptide.server.pipeline.log.LogEvent;
import io.riptide.server.pipeline.log.LogGap;
import io.riptide.server.pipeline.log.LogReader;
import io.riptide.server.stream.Delivery;
import io.riptide.server.stream.Since;
import io.riptide.server.stream.StreamTransport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Subscribes to a topic, as a client would, and makes a frame of each message; see [MessageFrame].
///
/// Messages that were missed are told by the next frame, in its metadata under `gap`: `from`, `to`, `count`,
/// `reason` as in a `gap` event, and `dropped`, all that were missed so far. If no message follows, a frame
/// without `data` tells it.
///
/// A node that is restarted subscribes anew, and with `since` of `latest` does not get what came meanwhile.
/// One that is given another topic, policy or beginning subscribes anew, too.
///
/// - **Threading:** the node's.
/// - **Bounds:** the subscribers of a topic; the window of a stream of lines.
/// - **Failure:** when the topic is refused or full; ends when it is deleted.
final class TopicSource implements SourceNode {
    /// A topic may end between finding it and using it; that it does so again and again is no chance.
    private static final int TRIES = 3;

    private final TopicNodes nodes;
    private NodeConfig config;
    private @Nullable LogReader reader;
    private long made;
    private long dropped;

    TopicSource(TopicNodes nodes, NodeConfig config) {
        this.nodes = nodes;
        this.config = config;
    }

    @Override
    public boolean produce(NodeOutput out) throws InterruptedException {
        long framesMax = config.integer("frames");
        if (framesMax > 0 && made >= framesMax) {
            return false;
        }
        LogReader from = subscribed();
        Optional<LogEvent> event = from.next(out);
        countDropped(from.dropped());
        if (event.isEmpty() || event.get().isTerminal()) {
            Optional<LogGap> untold = event.flatMap(LogEvent::gap);
            if (untold.isPresent()) {
                emit(out, event.get());
            }
            return false;
        }
        emit(out, event.get());
        return framesMax == 0 || made < framesMax;
    }

    private void emit(NodeOutput out, LogEvent event) throws InterruptedException {
        Frame frame = out.acquire();
        if (event.isTerminal()) {
            frame.metadata().put("topic", config.text("topic"));
        } else {
            MessageFrame.fill(frame, event);
        }
        event.gap().ifPresent(gap -> frame.metadata().put("gap", told(gap)));
        made++;
        out.emit(frame);
    }

    private Map<String, Object> told(LogGap gap) {
        Map<String, Object> metadata = new LinkedHashMap<>(gap.toMetadata());
        metadata.put("dropped", dropped);
        return metadata;
    }

    private void countDropped(long now) {
        nodes.counters().eventsDropped.add(now - dropped);
        dropped = now;
    }

    private LogReader subscribed() {
        LogReader known = reader;
        if (known == null) {
            known = subscribe(config.text("topic"));
            reader = known;
            dropped = 0;
        }
        return known;
    }

    private LogReader subscribe(String name) {
        Window window =
                Delivery.standard(nodes.stream()).window(StreamTransport.NDJSON.window(nodes.stream()), nodes.stream());
        Since since = config.text("since").equals("earliest") ? new Since.Earliest() : new Since.Latest();
        for (int i = 0; i < TRIES; i++) {
            Topic topic = open(name);
            long offset = Math.max(0, since.offset(topic.log()));
            Optional<LogReader> opened = LogReader.open(topic, offset, policy(), window);
            if (opened.isPresent()) {
                return opened.get();
            }
            if (topic.isFull()) {
                throw new IllegalStateException(
                        "topic " + name + " has as many subscribers as a topic may have; see topics.subscribers-max");
            }
        }
        throw new IllegalStateException("topic " + name + " was deleted meanwhile");
    }

    private Topic open(String name) {
        try {
            return nodes.topics().registry().open(name);
        } catch (TopicRefusedException e) {
            throw new IllegalStateException("topic " + name + ": " + e.getMessage(), e);
        }
    }

    private DeliveryPolicy policy() {
        return switch (config.text("policy")) {
            case "block" -> new DeliveryPolicy.Block();
            case "drop_newest" -> new DeliveryPolicy.DropNewest();
            default -> new DeliveryPolicy.DropOldest();
        };
    }

    @Override
    public void configure(NodeConfig changed) {
        boolean isSame = changed.text("topic").equals(config.text("topic"))
                && changed.text("policy").equals(config.text("policy"))
                && changed.text("since").equals(config.text("since"));
        config = changed;
        if (!isSame) {
            close();
        }
    }

    @Override
    public void close() {
        LogReader known = reader;
        reader = null;
        if (known != null) {
            known.close();
        }
    }
}
