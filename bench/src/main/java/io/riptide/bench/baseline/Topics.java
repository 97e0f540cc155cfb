package io.riptide.bench.baseline;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Fan-out as Netty's own means have it: a [ChannelGroup] for each topic and transport, a message made once for
/// each of them and written to all as duplicates that share its bytes.
///
/// There is no log: whoever subscribes gets what comes after, and whoever has not read [#WAITING_BYTES_MAX] is
/// cut off.
///
/// - **Threading:** any event loop.
final class Topics {
    /// 5,000 messages of 200 bytes: more than any round of the probes is late.
    static final int WAITING_BYTES_MAX = 1 << 20;

    private static final String EPOCH = "0netty00";
    private static final int OVERHEAD_BYTES = 256;

    private final Map<String, Topic> topics = new ConcurrentHashMap<>();

    /// Writes the head and `metadata`, and from now on every message.
    void subscribe(String name, Wire wire, Channel channel, byte[] head) {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(WAITING_BYTES_MAX / 2, WAITING_BYTES_MAX));
        byte[] metadata = wire.frame("metadata", EPOCH, "{\"type\":\"metadata\",\"id\":\"" + EPOCH + "\"}");
        ByteBuf out = channel.alloc().directBuffer(head.length + metadata.length + OVERHEAD_BYTES);
        out.writeBytes(head).writeBytes(wire.chunk(metadata));
        channel.writeAndFlush(out, channel.voidPromise());
        topic(name).group(wire).add(channel);
    }

    /// Writes one message to all who have subscribed; [Topic#flush] sends it. `body` is the object that was
    /// posted; its members become the message's.
    Topic publish(String name, byte[] body, ByteBufAllocator allocator) {
        Topic topic = topic(name);
        String id = EPOCH + '-' + topic.published++;
        String json = "{\"type\":\"message\",\"id\":\"" + id + "\",\"topic\":\"" + name + "\"," + Wire.text(body, 1);
        for (Map.Entry<Wire, ChannelGroup> entry : topic.groups.entrySet()) {
            byte[] bytes = entry.getKey().chunk(entry.getKey().frame("message", id, json));
            ByteBuf out = allocator.directBuffer(bytes.length, bytes.length).writeBytes(bytes);
            entry.getValue().write(out, ChannelMatchers.all(), true);
        }
        return topic;
    }

    private Topic topic(String name) {
        return topics.computeIfAbsent(name, _ -> new Topic());
    }

    /// One topic's subscribers.
    static final class Topic {
        private final Map<Wire, ChannelGroup> groups = new ConcurrentHashMap<>();

        /// Of the one publisher that a topic has in every probe.
        private long published;

        /// Sends what was written.
        void flush() {
            for (ChannelGroup group : groups.values()) {
                group.flush();
            }
        }

        private ChannelGroup group(Wire wire) {
            return groups.computeIfAbsent(wire, _ -> new DefaultChannelGroup(GlobalEventExecutor.INSTANCE));
        }
    }
}
