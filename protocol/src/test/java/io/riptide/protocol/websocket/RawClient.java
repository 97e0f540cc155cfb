package io.riptide.protocol.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A client that sends exactly the bytes it is given and reads frames with checks of its own.
final class RawClient implements AutoCloseable {
    /// A frame of the server's.
    static final class Frame {
        private final int firstByte;
        private final byte[] payload;

        private Frame(int firstByte, byte[] payload) {
            this.firstByte = firstByte;
            this.payload = payload;
        }

        int firstByte() {
            return firstByte;
        }

        byte[] payload() {
            return payload;
        }

        String text() {
            return new String(payload, UTF_8);
        }

        int closeCode() {
            return (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
        }
    }

    private final Socket socket = new Socket();
    private final DataInputStream in;
    final String responseHead;

    /// Connects, sends the handshake and `unread` right behind it in one write.
    RawClient(int port, String extensions, int receiveBufferBytes, byte[] unread) throws IOException {
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new DataInputStream(socket.getInputStream());
        String fields = extensions.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + extensions + "\r\n";
        String head = "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + fields + "\r\n";
        send(ClientFrames.concat(head.getBytes(US_ASCII), unread));
        responseHead = readHead();
    }

    static RawClient plain(int port) throws IOException {
        return new RawClient(port, "", 0, new byte[0]);
    }

    static RawClient deflating(int port) throws IOException {
        RawClient client = new RawClient(port, "permessage-deflate", 0, new byte[0]);
        assertThat(client.responseHead).contains("permessage-deflate");
        return client;
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    Frame read() throws IOException {
        int firstByte = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        assertThat(second).as("server frames are not masked").isLessThan(0x80);
        long length = second < 126 ? second : second == 126 ? in.readUnsignedShort() : in.readLong();
        assertThat(FrameHeader.lengthBefore(length)).isEqualTo(second < 126 ? 2 : second == 126 ? 4 : 10);
        return new Frame(firstByte, in.readNBytes((int) length));
    }

    /// True if the stream ends here, without a reset and without another byte.
    boolean isAtEnd() throws IOException {
        return in.read() == -1;
    }

    void expectClose(int code) throws IOException {
        Frame frame = read();
        assertThat(frame.firstByte()).as(frame.text()).isEqualTo(0x88);
        assertThat(frame.closeCode()).as(frame.text()).isEqualTo(code);
        assertThat(isAtEnd()).isTrue();
    }

    Socket socket() {
        return socket;
    }

    private String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException(head.toString(US_ASCII));
            }
            head.write(next);
        }
        return head.toString(US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
