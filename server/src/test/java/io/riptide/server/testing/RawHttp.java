package io.riptide.server.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/// One connection that sends exactly what it is told and takes nothing that RFC 9112 does not allow.
public final class RawHttp implements AutoCloseable {
    private final Socket socket = new Socket();
    private final DataInputStream in;

    /// Connects; a receive buffer of 0 bytes is the system's own.
    public RawHttp(InetSocketAddress server, int receiveBufferBytes) throws IOException {
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        socket.connect(server);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 4096));
    }

    /// The socket, for those who want to break it.
    public Socket socket() {
        return socket;
    }

    /// Sends a request without content.
    public RawHttp request(String method, String target, String version) throws IOException {
        return send(method + " " + target + " HTTP/" + version + "\r\nHost: localhost\r\n\r\n");
    }

    /// Sends `GET` over HTTP/1.1.
    public RawHttp get(String target) throws IOException {
        return request("GET", target, "1.1");
    }

    /// Asks for a WebSocket, and reads the answer.
    public RawHttp upgrade(String target) throws IOException {
        assertThat(handshake(target, "")).startsWith("HTTP/1.1 101 ");
        return this;
    }

    /// Asks for a WebSocket with these field lines besides, and returns the answer's head.
    public String handshake(String target, String fieldLines) throws IOException {
        send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + fieldLines
                + "\r\n");
        return head();
    }

    /// Sends one whole message in a masked frame.
    public RawHttp say(int opcode, byte... payload) throws IOException {
        return fragment(0x80 | opcode, payload);
    }

    /// Sends a masked frame that begins with this byte.
    public RawHttp fragment(int first, byte... payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 1 << 16) {
            frame.write(0x80 | 126);
            frame.writeBytes(ByteBuffer.allocate(Short.BYTES)
                    .putShort((short) payload.length)
                    .array());
        } else {
            frame.write(0x80 | 127);
            frame.writeBytes(
                    ByteBuffer.allocate(Long.BYTES).putLong(payload.length).array());
        }
        byte[] mask = {1, 2, 3, 4};
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i % mask.length]);
        }
        socket.getOutputStream().write(frame.toByteArray());
        return this;
    }

    /// Sends these characters.
    public RawHttp send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        return this;
    }

    /// Reads a head with its blank line.
    public String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        return head.toString(US_ASCII);
    }

    /// Reads one chunk's data; the last chunk is empty.
    public byte[] chunk() throws IOException {
        String size = line();
        assertThat(size).matches("[0-9A-Fa-f]{1,8}");
        byte[] data = new byte[Integer.parseInt(size, 16)];
        in.readFully(data);
        assertThat(line()).isEmpty();
        return data;
    }

    /// Reads chunks up to the last one.
    public String chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] data = chunk();
        while (data.length > 0) {
            all.writeBytes(data);
            data = chunk();
        }
        return all.toString(UTF_8);
    }

    /// Reads up to the end of the connection.
    public String rest() throws IOException {
        return new String(restBytes(), UTF_8);
    }

    /// Reads up to the end of the connection.
    public byte[] restBytes() throws IOException {
        return in.readAllBytes();
    }

    /// Reads one byte; -1 is the end of the connection.
    public int next() throws IOException {
        return in.read();
    }

    /// Reads as many bytes.
    public String bytes(int count) throws IOException {
        return new String(in.readNBytes(count), UTF_8);
    }

    /// Reads one whole text message, or `close <code>`.
    public String frame() throws IOException {
        int first = in.readUnsignedByte();
        byte[] payload = payload();
        if (first == 0x88) {
            return "close " + ((payload[0] & 0xff) << 8 | (payload[1] & 0xff));
        }
        assertThat(first).as("one whole text message").isEqualTo(0x81);
        return new String(payload, UTF_8);
    }

    /// Reads one frame whose first byte is this, and returns its payload.
    public byte[] payload(int expectedFirst) throws IOException {
        assertThat(in.readUnsignedByte()).isEqualTo(expectedFirst);
        return payload();
    }

    private byte[] payload() throws IOException {
        int second = in.readUnsignedByte();
        assertThat(second).as("a server does not mask").isLessThan(128);
        long length = second < 126 ? second : second == 126 ? in.readUnsignedShort() : in.readLong();
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return payload;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("in a line: " + line);
            }
            if (next == '\r') {
                assertThat(in.read()).isEqualTo('\n');
                return line.toString(US_ASCII);
            }
            line.write(next);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
