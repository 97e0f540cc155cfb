package io.riptide.protocol.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SocketTuningTest {
    private static final SocketTuning TUNING = new SocketTuning(16_384, 8_192, 32_768, 30_000);

    @Test
    void watermarksThatCrossAreRefused() {
        assertThatThrownBy(() -> new SocketTuning(16_384, 8_192, 8_192, 0))
                .hasMessageContaining("writeLowWatermarkBytes=8192");
        assertThatThrownBy(() -> new SocketTuning(0, 1, 2, 0)).hasMessageContaining("notSentLowWatermarkBytes=0");
        assertThatThrownBy(() -> new SocketTuning(1, 1, 2, -1)).hasMessageContaining("userTimeoutMs=-1");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void anAcceptedConnectionHasTheOptions(Transport transport) throws Exception {
        assumeTrue(transport.isAvailable(), transport + " is not on this machine");
        EventLoopGroup loops = transport.newLoops(1);
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        try {
            Channel server = new ServerBootstrap()
                    .group(loops)
                    .channel(transport.serverChannel())
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            TUNING.apply(channel);
                            accepted.complete(channel);
                        }
                    })
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .sync()
                    .channel();
            int port = ((InetSocketAddress) server.localAddress()).getPort();
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                Channel channel = accepted.get(30, TimeUnit.SECONDS);
                assertThat(channel.config().getOption(ChannelOption.TCP_NODELAY))
                        .isTrue();
                assertThat(channel.config().getWriteBufferHighWaterMark()).isEqualTo(32_768);
                assertThat(channel.config().getWriteBufferLowWaterMark()).isEqualTo(8_192);
                assertThat(channel.config().getAllocator()).isSameAs(PooledByteBufAllocator.DEFAULT);
                if (transport == Transport.EPOLL) {
                    assertThat(channel.config().getOption(EpollChannelOption.TCP_NOTSENT_LOWAT))
                            .isEqualTo(16_384L);
                    assertThat(channel.config().getOption(EpollChannelOption.TCP_USER_TIMEOUT))
                            .isEqualTo(30_000);
                }
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void theBestTransportIsThere() {
        assertThat(Transport.best().isAvailable()).isTrue();
        assertThat(Transport.IO_URING.wireName()).isEqualTo("io_uring");
    }
}
