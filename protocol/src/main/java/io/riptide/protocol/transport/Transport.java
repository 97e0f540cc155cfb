package io.riptide.protocol.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.riptide.protocol.AnyThread;
import java.util.Locale;

/// The operating system's way of waiting for sockets.
///
/// Epoll is the choice where it is there: paced streams cost it less than half of io_uring's CPU an event and a
/// quarter of NIO's.
@AnyThread
public enum Transport {
    /// Linux, by Netty's native library.
    EPOLL {
        @Override
        public boolean isAvailable() {
            return Epoll.isAvailable();
        }

        @Override
        IoHandlerFactory handlers() {
            return EpollIoHandler.newFactory();
        }

        @Override
        public Class<? extends ServerChannel> serverChannel() {
            return EpollServerSocketChannel.class;
        }
    },
    /// Linux 5.14 or later, where a container's seccomp profile does not forbid it.
    IO_URING {
        @Override
        public boolean isAvailable() {
            return IoUring.isAvailable();
        }

        @Override
        IoHandlerFactory handlers() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        public Class<? extends ServerChannel> serverChannel() {
            return IoUringServerSocketChannel.class;
        }
    },
    /// The JDK's selectors, everywhere.
    NIO {
        @Override
        public boolean isAvailable() {
            return true;
        }

        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        public Class<? extends ServerChannel> serverChannel() {
            return NioServerSocketChannel.class;
        }
    };

    /// Epoll where it is there, NIO elsewhere.
    public static Transport best() {
        return EPOLL.isAvailable() ? EPOLL : NIO;
    }

    /// Whether this machine has it.
    public abstract boolean isAvailable();

    /// The channel that accepts connections.
    public abstract Class<? extends ServerChannel> serverChannel();

    abstract IoHandlerFactory handlers();

    /// As many event loops, each on a thread of its own.
    public EventLoopGroup newLoops(int count) {
        return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("riptide-" + wireName()), handlers());
    }

    /// The word for it in configuration and figures.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
