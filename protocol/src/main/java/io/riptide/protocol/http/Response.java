package io.riptide.protocol.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.riptide.protocol.OnEventLoop;
import java.util.ArrayList;
import java.util.List;

/// What an application answers: a status, fields of its own, and content or the promise of a stream.
///
/// The connection adds `Date`, `Content-Length` or `Transfer-Encoding`, and `Connection`; the application may
/// not.
///
/// - **Threading:** made by anyone, used by one thread at a time.
/// - **Ownership:** takes the content given to [#of]; [HttpExchange#respond] takes the whole and releases it.
/// - **Failure:** a field that would break the head is refused by [#field] with [IllegalArgumentException].
@OnEventLoop
public final class Response {
    /// Status line 43, date 37, length 14 + 2 + 19 + 2, `Transfer-Encoding: chunked` 28, `Connection:
    /// keep-alive` 24, end 2.
    private static final int CONNECTION_FIELDS_BYTES = 43 + 37 + 37 + 28 + 24 + 2;

    private final int status;
    private final ByteBuf body;
    private final List<CharSequence> fields = new ArrayList<>(8);

    private Response(int status, ByteBuf body) {
        assert status >= 200 && status <= 599 : status;
        assert !ResponseHead.isBodiless(status) || !body.isReadable() : status;
        this.status = status;
        this.body = body;
    }

    /// An answer without content, or the head of a stream.
    public static Response of(int status) {
        return new Response(status, Unpooled.EMPTY_BUFFER);
    }

    /// A complete answer; takes `body`.
    public static Response of(int status, CharSequence contentType, ByteBuf body) {
        return new Response(status, body).field(ResponseHead.CONTENT_TYPE, contentType);
    }

    /// Adds a field line and returns this.
    public Response field(CharSequence name, CharSequence value) {
        requireField(name, value);
        fields.add(name);
        fields.add(value);
        return this;
    }

    /// The status code.
    public int status() {
        return status;
    }

    ByteBuf body() {
        return body;
    }

    /// Worst case of what [#encodeFields] and the connection's own fields need.
    int headBytesMax() {
        int bytes = CONNECTION_FIELDS_BYTES;
        for (CharSequence part : fields) {
            bytes += part.length() + 2;
        }
        return bytes;
    }

    void encodeFields(ByteBuf out) {
        for (int i = 0; i < fields.size(); i += 2) {
            ResponseHead.field(out, fields.get(i), fields.get(i + 1));
        }
    }

    private static void requireField(CharSequence name, CharSequence value) {
        boolean isName = !name.isEmpty();
        for (int i = 0; i < name.length() && isName; i++) {
            isName = name.charAt(i) < 0x80 && OctetClass.isToken((byte) name.charAt(i));
        }
        boolean isValue = true;
        for (int i = 0; i < value.length() && isValue; i++) {
            isValue = value.charAt(i) <= 0xff && OctetClass.isFieldValue((byte) value.charAt(i));
        }
        if (!isName || !isValue) {
            throw new IllegalArgumentException("no field line may be made of this name or its value: " + name);
        }
    }
}
