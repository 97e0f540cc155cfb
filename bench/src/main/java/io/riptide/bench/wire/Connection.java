package io.riptide.bench.wire;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// One TCP connection to a target, which neither reads nor writes with waiting.
///
/// - **Ownership:** whoever opens it closes it.
public final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final Target target;
    private final long connectNs;

    private Connection(SocketChannel channel, Target target, long connectNs) {
        this.channel = channel;
        this.target = target;
        this.connectNs = connectNs;
    }

    /// A connection that is open when this returns.
    public static Connection connect(Target target) throws IOException {
        return begin(target, true);
    }

    /// A connection that may only have begun; [#finish] says when it is open.
    public static Connection begin(Target target) throws IOException {
        return begin(target, false);
    }

    private static Connection begin(Target target, boolean waits) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            long connectNs = System.nanoTime();
            channel.configureBlocking(waits);
            boolean _ = channel.connect(target.address());
            channel.configureBlocking(false);
            return new Connection(channel, target, connectNs);
        } catch (IOException e) {
            channel.close();
            throw failure(target, e);
        }
    }

    private static ProbeException failure(Target target, IOException e) {
        return new ProbeException(
                ProbeException.CONNECT,
                "cannot connect to " + target.host() + ':' + target.port() + ": " + e.getMessage());
    }

    /// Whether it is open now.
    public boolean finish() throws IOException {
        try {
            return channel.finishConnect();
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    /// The channel, to be selected on.
    public SocketChannel channel() {
        return channel;
    }

    /// When it began to connect.
    public long connectNs() {
        return connectNs;
    }

    /// Writes all of it; requests are far smaller than a socket's buffer.
    public void write(ByteBuffer request) throws IOException {
        ByteBuffer rest = request.duplicate();
        while (rest.hasRemaining()) {
            int _ = channel.write(rest);
        }
    }

    /// Bytes read into the emptied `buffer`, which is then flipped; -1 at the end.
    public int read(ByteBuffer buffer) throws IOException {
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
