package io.riptide.bench.load;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// One TCP connection to a target: connects at once, then neither reads nor writes with waiting.
///
/// - **Ownership:** whoever connects it closes it.
final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final long connectNs;

    private Connection(SocketChannel channel, long connectNs) {
        this.channel = channel;
        this.connectNs = connectNs;
    }

    static Connection connect(Target target) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            long connectNs = System.nanoTime();
            channel.connect(target.address());
            channel.configureBlocking(false);
            return new Connection(channel, connectNs);
        } catch (IOException e) {
            channel.close();
            throw new ProbeException(
                    "cannot connect to " + target.host() + ':' + target.port() + ": " + e.getMessage());
        }
    }

    SocketChannel channel() {
        return channel;
    }

    /// When it began to connect.
    long connectNs() {
        return connectNs;
    }

    /// Writes all of it; requests are far smaller than a socket's buffer.
    void write(ByteBuffer request) throws IOException {
        ByteBuffer rest = request.duplicate();
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    /// Bytes read into the emptied `buffer`, which is then flipped; -1 at the end.
    int read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        int count = channel.read(buffer);
        buffer.flip();
        return count;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
