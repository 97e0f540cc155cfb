package io.riptide.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.riptide.bench.wire.Connection;
import io.riptide.bench.wire.ProbeException;
import io.riptide.bench.wire.StreamReader;
import io.riptide.bench.wire.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/// JSON bodies posted on one connection, one after the other, and what streams back, line by line.
///
/// A request is one write, and what comes is read as it comes: what a client of the JDK's does besides would be
/// in the figures.
///
/// - **Threading:** one thread.
/// - **Ownership:** has a connection, which [#close] closes.
/// - **Failure:** [ProbeException] for any status but 200, what is no HTTP, and a minute of silence.
final class PostedStream implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Target target;
    private final Connection connection;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    private PostedStream(Target target, Connection connection, Selector selector) {
        this.target = target;
        this.connection = connection;
        this.selector = selector;
    }

    static PostedStream connect(Target target) throws IOException {
        Connection connection = Connection.connect(target);
        Selector selector = Selector.open();
        connection.channel().register(selector, SelectionKey.OP_READ);
        return new PostedStream(target, connection, selector);
    }

    /// Gives `lines` each line of the answer as it comes, empty ones left out; returns at the answer's end.
    void post(String path, byte[] body, Consumer<byte[]> lines) throws IOException {
        connection.write(request(path, body));
        StreamReader reader = new StreamReader(lines);
        while (!reader.done()) {
            int count = connection.read(buffer);
            if (count < 0) {
                reader.readEnd();
            } else if (count > 0) {
                reader.read(buffer);
            } else if (selector.select(Crawler.PATIENCE_MS) == 0) {
                throw new ProbeException(ProbeException.TIMEOUT, "nothing came for " + Crawler.PATIENCE_MS + " ms");
            } else {
                selector.selectedKeys().clear();
            }
        }
    }

    private ByteBuffer request(String path, byte[] body) {
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: " + target.host() + ':' + target.port()
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(US_ASCII);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .flip();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        connection.close();
    }
}
