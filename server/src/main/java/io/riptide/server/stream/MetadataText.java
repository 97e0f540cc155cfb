package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.server.config.StreamConfig;
import io.riptide.server.event.WireTime;
import java.util.Arrays;

/// The fields of `metadata`, put together from texts: names are letters, digits and hyphens, which JSON takes
/// as they are.
///
/// - **Threading:** any thread; stateless.
final class MetadataText {
    private MetadataText() {}

    /// A JSON object; `own` is one too, or nothing, whose fields stand before `delivery`.
    static byte[] of(StreamIdentity identity, String kind, Delivery delivery, StreamConfig config, byte[] own) {
        String opening = "{\"request_id\":\"" + identity.request().id()
                + "\",\"run_id\":\"" + identity.runId()
                + "\",\"timestamp\":\"" + WireTime.of(System.currentTimeMillis())
                + "\",\"stream_type\":\"" + kind + "\",";
        String closing = delivery.toJson(identity.transport().window(config), config) + '}';
        if (own.length <= "{}".length()) {
            return (opening + closing).getBytes(UTF_8);
        }
        byte[] head = opening.getBytes(UTF_8);
        byte[] tail = closing.getBytes(UTF_8);
        byte[] text = Arrays.copyOf(head, head.length + own.length - 1 + tail.length);
        System.arraycopy(own, 1, text, head.length, own.length - 2);
        text[text.length - tail.length - 1] = ',';
        System.arraycopy(tail, 0, text, text.length - tail.length, tail.length);
        return text;
    }
}
