package io.riptide.server.event;

import io.riptide.engine.flow.EventKey;
import io.riptide.protocol.OnEventLoop;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;

/// The key of an event is the value its JSON has at one place, compared as it is written.
///
/// - **Threading:** one reader; it keeps a scratch copy of the event it looks at.
/// - **Bounds:** linear in the event up to that place.
/// - **Source:** RFC 6901.
@OnEventLoop
public final class JsonKey implements EventKey {
    private static final long NONE = 0;
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final JsonPointer pointer;
    private byte[] scratch = {};

    /// The key at `pointer`; an [IllegalArgumentException] when that is none.
    public JsonKey(String pointer) {
        this.pointer = JsonPointer.compile(pointer);
    }

    @Override
    public long of(DirectBuffer buffer, int index, int length) {
        if (scratch.length < length) {
            scratch = new byte[length];
        }
        buffer.getBytes(index, scratch, 0, length);
        try (JsonParser parser = Json.mapper().createParser(scratch, 0, length)) {
            if (!descend(parser)) {
                return NONE;
            }
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            return hash(start, (int) parser.currentLocation().getByteOffset());
        } catch (JacksonException e) {
            return NONE; // an event that is no JSON has no key
        }
    }

    /// Moves to the value; false when there is none.
    private boolean descend(JsonParser parser) {
        JsonPointer left = pointer;
        JsonToken token = parser.nextToken();
        while (!left.matches()) {
            JsonPointer inside = switch (token) {
                case START_OBJECT -> enterMember(parser, left);
                case START_ARRAY -> enterElement(parser, left);
                default -> null;
            };
            if (inside == null) {
                return false;
            }
            left = inside;
            token = parser.currentToken();
        }
        return true;
    }

    private static @Nullable JsonPointer enterMember(JsonParser parser, JsonPointer left) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            JsonPointer inside = left.matchProperty(parser.currentName());
            parser.nextToken();
            if (inside != null) {
                return inside;
            }
            parser.skipChildren();
        }
        return null;
    }

    private static @Nullable JsonPointer enterElement(JsonParser parser, JsonPointer left) {
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            JsonPointer inside = left.matchElement(i);
            if (inside != null) {
                return inside;
            }
            parser.skipChildren();
        }
        return null;
    }

    /// FNV-1a over the bytes, with its bits mixed once more, and never [#NONE].
    private long hash(int from, int to) {
        long hash = FNV_BASIS;
        for (int i = from; i < to; i++) {
            hash = (hash ^ (scratch[i] & 0xff)) * FNV_PRIME;
        }
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        return hash == NONE ? 1 : hash;
    }
}
