package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.server.config.StreamConfig;
import io.riptide.server.event.Json;
import io.riptide.server.event.WireTime;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The fields of `metadata`, put together from texts: names are letters, digits and hyphens, which JSON takes as
/// they are, and clients ask for few kinds of delivery, whose texts are kept.
///
/// - **Threading:** any thread.
/// - **Bounds:** [#KEPT_MAX] texts of deliveries; when there are more they are all forgotten.
final class MetadataText {
    private static final int KEPT_MAX = 256;
    private static final Map<Key, byte[]> DELIVERIES = new ConcurrentHashMap<>();

    /// What the text of a delivery depends on.
    private record Key(Delivery delivery, int window) {}

    private MetadataText() {}

    /// A JSON object; `own` is one too, whose fields stand before `delivery`.
    static byte[] of(StreamIdentity identity, String kind, Delivery delivery, StreamConfig config, byte[] own) {
        byte[] opening = ("{\"request_id\":\"" + identity.request().id()
                        + "\",\"run_id\":\"" + identity.runId()
                        + "\",\"timestamp\":\"" + WireTime.of(System.currentTimeMillis())
                        + "\",\"stream_type\":\"" + kind + "\",")
                .getBytes(UTF_8);
        boolean hasOwn = own.length > 2;
        int ownLength = hasOwn ? own.length - 1 : 0;
        byte[] closing = delivery(delivery, identity.transport().window(config), config);
        byte[] text = Arrays.copyOf(opening, opening.length + ownLength + closing.length);
        if (hasOwn) {
            System.arraycopy(own, 1, text, opening.length, own.length - 2);
            text[opening.length + ownLength - 1] = ',';
        }
        System.arraycopy(closing, 0, text, opening.length + ownLength, closing.length);
        return text;
    }

    /// `"delivery":{…}}`.
    private static byte[] delivery(Delivery delivery, int byTransport, StreamConfig config) {
        Key key = new Key(delivery, delivery.window(byTransport, config).events());
        byte[] known = DELIVERIES.get(key);
        if (known != null) {
            return known;
        }
        byte[] object = Json.object(json -> delivery.write(json, byTransport, config));
        byte[] text = Arrays.copyOfRange(object, 1, object.length);
        if (DELIVERIES.size() >= KEPT_MAX) {
            DELIVERIES.clear();
        }
        DELIVERIES.put(key, text);
        return text;
    }
}
