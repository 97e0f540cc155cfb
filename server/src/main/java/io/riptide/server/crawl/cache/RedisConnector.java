package io.riptide.server.crawl.cache;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.ThreadFactoryProvider;
import io.lettuce.core.resource.Transports;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.riptide.server.config.RedisAddress;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Opens connections to one Redis.
///
/// Redis has one event loop of its own, which does everything that its client would have four threads for: I/O,
/// events, timers, names. It is not one of those that serve clients: reading a page of megabytes is no reason
/// for a stream to wait.
///
/// - **Threading:** any thread; owns one, `riptide-redis`, until [#close].
/// - **Bounds:** `commandsMax` without an answer a connection; [#TIMEOUT] each for connecting and for the first
///   words. Nothing is sent again, and nobody reconnects but who asks for it.
final class RedisConnector implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final long SHUTDOWN_MS = 500;

    private final DefaultEventLoopGroupProvider loops;
    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;

    RedisConnector(RedisAddress address, int commandsMax) {
        ThreadFactoryProvider threads = pool -> new DefaultThreadFactory("riptide-redis", true);
        this.loops = new DefaultEventLoopGroupProvider(1, threads);
        // Every later request for a loop of this kind gets the same one.
        EventLoopGroup loop = loops.allocate(Transports.eventLoopGroupClass());
        this.resources = ClientResources.builder()
                .eventLoopGroupProvider(loops)
                .eventExecutorGroup(loop)
                .timer(new LoopTimer(loop))
                // As the system resolves names. It may wait for it: this loop has nothing else to do meanwhile.
                .addressResolverGroup(DefaultAddressResolverGroup.INSTANCE)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(commandsMax)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
                .build());
        this.uri = uri(address);
    }

    /// A connection that has said hello, or why there is none.
    Future<StatefulRedisConnection<byte[], byte[]>> connect() {
        return client.connectAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture();
    }

    /// Closes every connection, and ends the thread in a moment.
    @Override
    public void close() {
        client.shutdownAsync(0, SHUTDOWN_MS, TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> loops.shutdown(0, SHUTDOWN_MS, TimeUnit.MILLISECONDS));
    }

    private static RedisURI uri(RedisAddress address) {
        RedisURI.Builder builder = RedisURI.builder()
                .withHost(address.host())
                .withPort(address.port())
                .withSsl(address.isTls())
                .withDatabase(address.database())
                .withTimeout(TIMEOUT);
        address.password().ifPresent(password -> {
            if (address.user().isPresent()) {
                builder.withAuthentication(address.user().get(), password);
            } else {
                builder.withPassword(password.toCharArray());
            }
        });
        return builder.build();
    }
}
