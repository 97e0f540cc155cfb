package io.riptide.server.crawl.fetch;

import io.netty.channel.Channel;
import io.riptide.server.crawl.address.AddressGate;
import io.riptide.server.crawl.fetch.proxy.Culprit;
import io.riptide.server.crawl.fetch.proxy.OutboundProxy;
import io.riptide.server.crawl.fetch.proxy.TunnelHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.asynchttpclient.proxy.ProxyServer;
import org.jspecify.annotations.Nullable;

/// How one request leaves, after its host's addresses have been judged.
///
/// | way | for | we dial | the target is |
/// |---|---|---|---|
/// | [Direct] | hosts no proxy is set for | its judged addresses | who we dialled |
/// | [Tunnelled] | SOCKS5; https by `CONNECT` | the proxy | the judged address, for which the proxy is asked |
/// | [Forwarded] | http through an HTTP proxy | the proxy | whom the proxy finds under the name |
///
/// The last has its limit in the protocol: a request that goes to such a proxy carries the whole address, the
/// proxy has to look its name up again, and may find another address than the one that was judged. A site that
/// it cannot reach comes as a page with the proxy's status, 502 or 504.
///
/// - **Threading:** immutable; any thread.
sealed interface Egress {
    /// What the client library may dial, or, where it is behind a tunnel, believes to dial.
    List<InetAddress> addresses();

    /// Who is at the other end of `channel`, as far as we know; empty for a dead connection or one of another
    /// way.
    default Optional<InetSocketAddress> peer(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress address ? Optional.of(address) : Optional.empty();
    }

    /// Whether a connection to `peer` is one this way leads to.
    boolean permits(InetSocketAddress peer);

    /// The words that "connecting" needs after it: "", " to the proxy …", " through the proxy …".
    String words();

    /// Who is to blame when no connection comes about and nobody says why.
    default Culprit keptBy() {
        return switch (this) {
            case Direct _ -> Culprit.SITE;
            case Tunnelled _ -> Culprit.UNKNOWN;
            case Forwarded _ -> Culprit.PROXY;
        };
    }

    /// The proxy that is asked.
    default Optional<OutboundProxy> byProxy() {
        return switch (this) {
            case Direct _ -> Optional.empty();
            case Tunnelled tunnelled -> Optional.of(tunnelled.proxy());
            case Forwarded forwarded -> Optional.of(forwarded.proxy());
        };
    }

    /// The proxy as the client library has to know it: only when requests are written for one.
    default @Nullable ProxyServer libraryProxy() {
        return this instanceof Forwarded forwarded
                ? new ProxyServer.Builder(
                                forwarded.proxy().host(), forwarded.proxy().port())
                        .build()
                : null;
    }

    record Direct(AddressGate gate, List<InetAddress> addresses) implements Egress {
        @Override
        public boolean permits(InetSocketAddress peer) {
            return gate.permits(peer.getAddress());
        }

        @Override
        public String words() {
            return "";
        }
    }

    record Tunnelled(OutboundProxy proxy, AddressGate gate, List<InetAddress> addresses) implements Egress {
        /// A connection that is no tunnel has none, so it is never used as one.
        @Override
        public Optional<InetSocketAddress> peer(Channel channel) {
            return Egress.super.peer(channel).flatMap(_ -> TunnelHandler.target(channel));
        }

        @Override
        public boolean permits(InetSocketAddress peer) {
            return gate.permits(peer.getAddress());
        }

        @Override
        public String words() {
            return " through the proxy " + proxy;
        }
    }

    /// To the proxy, which goes on by itself.
    ///
    /// @param addresses the proxy's
    record Forwarded(OutboundProxy proxy, List<InetAddress> addresses) implements Egress {
        @Override
        public boolean permits(InetSocketAddress peer) {
            return addresses.contains(peer.getAddress()) && peer.getPort() == proxy.port();
        }

        @Override
        public String words() {
            return " to the proxy " + proxy;
        }
    }
}
