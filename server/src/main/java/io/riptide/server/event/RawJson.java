package io.riptide.server.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;

/// A JSON value that [Json] has written before, to stand in another as it is: its bytes are copied, not decoded
/// and encoded once more.
///
/// - **Threading:** immutable, as long as nobody changes the bytes.
/// - **Ownership:** keeps the bytes, does not copy them.
public final class RawJson implements SerializableString {
    private final byte[] value;

    private RawJson(byte[] value) {
        this.value = value;
    }

    /// Writes `value`, UTF-8 that [Json] made, as the next value of `json`.
    public static void write(JsonGenerator json, byte[] value) {
        json.writeRawValue(new RawJson(value));
    }

    @Override
    public String getValue() {
        return new String(value, UTF_8);
    }

    @Override
    public int charLength() {
        return getValue().length();
    }

    @Override
    public byte[] asUnquotedUTF8() {
        return value;
    }

    @Override
    public int appendUnquotedUTF8(byte[] buffer, int offset) {
        if (value.length > buffer.length - offset) {
            return -1;
        }
        System.arraycopy(value, 0, buffer, offset, value.length);
        return value.length;
    }

    @Override
    public int appendUnquoted(char[] buffer, int offset) {
        String text = getValue();
        if (text.length() > buffer.length - offset) {
            return -1;
        }
        text.getChars(0, text.length(), buffer, offset);
        return text.length();
    }

    @Override
    public int writeUnquotedUTF8(OutputStream out) throws IOException {
        out.write(value);
        return value.length;
    }

    @Override
    public int putUnquotedUTF8(ByteBuffer buffer) {
        if (value.length > buffer.remaining()) {
            return -1;
        }
        buffer.put(value);
        return value.length;
    }

    @Override
    public char[] asQuotedChars() {
        throw noString();
    }

    @Override
    public byte[] asQuotedUTF8() {
        throw noString();
    }

    @Override
    public int appendQuotedUTF8(byte[] buffer, int offset) {
        throw noString();
    }

    @Override
    public int appendQuoted(char[] buffer, int offset) {
        throw noString();
    }

    @Override
    public int writeQuotedUTF8(OutputStream out) {
        throw noString();
    }

    @Override
    public int putQuotedUTF8(ByteBuffer buffer) {
        throw noString();
    }

    private static UnsupportedOperationException noString() {
        return new UnsupportedOperationException("a JSON value is not quoted");
    }
}
