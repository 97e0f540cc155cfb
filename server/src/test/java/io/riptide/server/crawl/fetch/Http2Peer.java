package io.riptide.server.crawl.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A site's end of an HTTP/2 connection, written by hand: it says any frame, in any order, whatever the protocol
/// has to say about that.
///
/// - **Source:** RFC 9113, section 6; RFC 7541, section 6.2.2.
final class Http2Peer {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int NO_FLAGS = 0;
    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
    private static final int WHOLE = END_HEADERS | END_STREAM;

    private final RawSite.Visitor visitor;
    private final DefaultHttp2HeadersDecoder heads = new DefaultHttp2HeadersDecoder();

    /// What happens on one connection, once the preface has been read.
    @FunctionalInterface
    interface Conversation {
        void hold(Http2Peer peer) throws IOException, InterruptedException;
    }

    @SuppressWarnings("ArrayRecordComponent") // read once
    record Frame(int type, int flags, int stream, byte[] payload) {}

    private Http2Peer(RawSite.Visitor visitor) {
        this.visitor = visitor;
    }

    /// A site that chooses HTTP/2, reads the client's preface and says its own.
    static RawSite site(Conversation conversation) {
        return TlsFixture.secureSite(visitor -> hold(visitor, conversation), "h2");
    }

    /// Such a conversation on one connection of a site.
    static void hold(RawSite.Visitor visitor, Conversation conversation) throws IOException, InterruptedException {
        holdSilently(visitor, peer -> {
            peer.say(SETTINGS, NO_FLAGS, 0);
            conversation.hold(peer);
        });
    }

    /// The same, except that it says nothing first.
    static RawSite silentSite(Conversation conversation) {
        return TlsFixture.secureSite(visitor -> holdSilently(visitor, conversation), "h2");
    }

    private static void holdSilently(RawSite.Visitor visitor, Conversation conversation)
            throws IOException, InterruptedException {
        assertThat(visitor.read(PREFACE.length)).isEqualTo(PREFACE);
        conversation.hold(new Http2Peer(visitor));
    }

    /// Which connection of its site it is, from 0.
    int index() {
        return visitor.index();
    }

    Frame read() throws IOException {
        ByteBuffer head = ByteBuffer.wrap(visitor.read(9));
        int length = Byte.toUnsignedInt(head.get()) << 16 | Short.toUnsignedInt(head.getShort());
        int type = head.get();
        int flags = head.get();
        return new Frame(type, flags, head.getInt(), visitor.read(length));
    }

    /// The next frame of that type; those of others are passed over.
    Frame read(int type) throws IOException {
        Frame frame = read();
        while (frame.type() != type) {
            frame = read();
        }
        return frame;
    }

    /// The next request's stream.
    int request() throws IOException {
        return read(HEADERS).stream();
    }

    Http2Headers head(Frame headers) {
        assertThat(headers.flags() & END_HEADERS).isNotZero();
        ByteBuf block = Unpooled.wrappedBuffer(headers.payload());
        try {
            return heads.decodeHeaders(headers.stream(), block);
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
    }

    void say(int type, int flags, int stream, byte... payload) throws IOException {
        visitor.say(frame(type, flags, stream, payload));
    }

    void sayRaw(byte[] bytes) throws IOException {
        visitor.say(bytes);
    }

    static byte[] frame(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /// A head in one frame; names and values take turns.
    void head(int flags, int stream, String... fields) throws IOException {
        say(HEADERS, flags | END_HEADERS, stream, block(fields));
    }

    /// An answer that is nothing but text.
    void answer(int stream, String text) throws IOException {
        head(NO_FLAGS, stream, ":status", "200");
        say(DATA, END_STREAM, stream, text.getBytes(ISO_8859_1));
    }

    void answerNothing(int stream, String... fields) throws IOException {
        say(HEADERS, WHOLE, stream, block(fields));
    }

    void reset(int stream, int errorCode) throws IOException {
        say(RST_STREAM, NO_FLAGS, stream, number(errorCode));
    }

    void goAway(int lastStream, int errorCode) throws IOException {
        say(
                GOAWAY,
                NO_FLAGS,
                0,
                ByteBuffer.allocate(8).putInt(lastStream).putInt(errorCode).array());
    }

    /// One setting.
    void set(int setting, int value) throws IOException {
        say(
                SETTINGS,
                NO_FLAGS,
                0,
                ByteBuffer.allocate(6).putShort((short) setting).putInt(value).array());
    }

    void untilGone() throws IOException {
        visitor.untilGone();
    }

    static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /// Each field literally, without the table and without Huffman's code.
    static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0);
            text(block, fields[i]);
            text(block, fields[i + 1]);
        }
        return block.toByteArray();
    }

    /// The length is seven bits, or all of them set and the rest in groups of seven.
    private static void text(ByteArrayOutputStream block, String text) {
        int rest = text.length();
        if (rest < 127) {
            block.write(rest);
        } else {
            block.write(127);
            for (rest -= 127; rest >= 128; rest >>= 7) {
                block.write((rest & 127) | 128);
            }
            block.write(rest);
        }
        block.writeBytes(text.getBytes(ISO_8859_1));
    }
}
