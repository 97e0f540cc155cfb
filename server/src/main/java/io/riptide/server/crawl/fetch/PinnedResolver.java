package io.riptide.server.crawl.fetch;

import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.util.List;

/// Answers every question with the addresses that were checked. Whatever the client library makes of the host's
/// name, it can dial nothing else.
///
/// - **Threading:** immutable; any thread.
final class PinnedResolver extends InetNameResolver {
    private final List<InetAddress> checked;

    PinnedResolver(List<InetAddress> checked) {
        super(ImmediateEventExecutor.INSTANCE);
        this.checked = checked;
    }

    @Override
    protected void doResolve(String host, Promise<InetAddress> promise) {
        promise.setSuccess(checked.getFirst());
    }

    @Override
    protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
        promise.setSuccess(checked);
    }
}
