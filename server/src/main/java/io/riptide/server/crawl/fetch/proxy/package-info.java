/// The way out through a proxy: which hosts take it, and how a tunnel is opened before anything else is said.
/// **Start here:** [io.riptide.server.crawl.fetch.proxy.OutboundProxy],
/// [io.riptide.server.crawl.fetch.proxy.TunnelHandler].
@NullMarked
package io.riptide.server.crawl.fetch.proxy;

import org.jspecify.annotations.NullMarked;
