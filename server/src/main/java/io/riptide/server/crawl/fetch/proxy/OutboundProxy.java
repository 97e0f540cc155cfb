package io.riptide.server.crawl.fetch.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.engine.recovery.CircuitBreaker;
import io.riptide.server.config.ProxyAddress;
import io.riptide.server.crawl.address.HostResolver;
import io.riptide.server.crawl.fetch.proxy.ProxyFaultException.Hope;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The operator's proxy: which hosts are behind it, where it is, and how it is spoken to.
///
/// Its own address is the operator's word and judged by nobody: it may be private, as such proxies mostly are.
/// What is asked of it has been judged before.
///
/// - **Threading:** any thread; [#resolve] may block.
/// - **Failure:** [ProxyFaultException], which names the proxy and never its login.
public final class OutboundProxy {
    private final ProxyAddress address;
    private final List<Pattern> hosts;
    private final HostResolver resolver;
    private final ProxyGuard guard;

    /// The last answer of the resolver, for who dials on an event loop and cannot ask. Empty before the first
    /// one.
    private volatile List<InetAddress> known = List.of();

    /// How often a dialled address was no good; the next one is dialled then.
    private final AtomicInteger misses = new AtomicInteger();

    /// @param hosts patterns of those behind it, `*` standing for any characters; none means all
    /// @param breaker keeps fetches away from the proxy while it keeps failing
    public OutboundProxy(ProxyAddress address, List<String> hosts, HostResolver resolver, CircuitBreaker breaker) {
        this.address = address;
        this.guard = new ProxyGuard(breaker);
        this.hosts = hosts.stream().map(OutboundProxy::pattern).toList();
        this.resolver = resolver;
    }

    private static Pattern pattern(String host) {
        return Pattern.compile(Stream.of(host.toLowerCase(Locale.ROOT).split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    }

    /// Whether `host`, as URLs have it, is asked through the proxy. A final dot does not make it another one.
    public boolean serves(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return hosts.isEmpty()
                || hosts.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /// Whether it takes plain requests with their whole address, so that http needs no tunnel.
    public boolean takesPlainRequests() {
        return address.kind() == ProxyAddress.Kind.HTTP;
    }

    /// Who hears how it does.
    public ProxyGuard guard() {
        return guard;
    }

    /// What is said of it while it is left alone.
    public ProxyFaultException shut() {
        return fault("has kept failing and is left alone for now: " + guard.lastFault(), Hope.AFTER_A_WHILE);
    }

    /// Why it is not to be relied on; nothing when it is.
    public Optional<String> trouble() {
        return guard.trouble();
    }

    public String host() {
        return address.host();
    }

    public int port() {
        return address.port();
    }

    /// What `Proxy-Authorization` says to it; empty when it asks for no login.
    public Optional<String> authorization() {
        return address.login().map(login -> {
            byte[] pair = (login.user() + ':' + login.password()).getBytes(UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        });
    }

    /// What a 407 of it means.
    public ProxyFaultException loginRefused() {
        return fault(
                address.login().isPresent()
                        ? "does not accept its user name and password (407)"
                        : "wants a user name and password (407)",
                Hope.NONE);
    }

    /// The addresses it has now, from which [#dialled] picks.
    public List<InetAddress> resolve(Duration timeout) throws ProxyFaultException, InterruptedException {
        if (guard.isShut()) {
            throw shut();
        }
        try {
            return addresses(timeout);
        } catch (ProxyFaultException e) {
            long pass = guard.tryEnter();
            if (pass != CircuitBreaker.REFUSED) {
                guard.failed(pass, String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private List<InetAddress> addresses(Duration timeout) throws ProxyFaultException, InterruptedException {
        try {
            known = literal().isPresent()
                    ? List.of(literal().get())
                    : List.copyOf(resolver.resolve(address.host(), timeout));
            return known;
        } catch (UnknownHostException e) {
            throw fault("cannot be resolved: " + e.getMessage(), Hope.LATER);
        } catch (TimeoutException e) {
            throw fault("took too long to resolve", Hope.LATER_TOO_SLOW);
        }
    }

    /// Where to connect to: no name is asked for.
    InetSocketAddress dialled() throws ProxyFaultException {
        List<InetAddress> addresses = known;
        if (addresses.isEmpty()) {
            throw fault("has no address", Hope.LATER);
        }
        return new InetSocketAddress(addresses.get(Math.floorMod(misses.get(), addresses.size())), address.port());
    }

    /// The address dialled was no good.
    void missed() {
        misses.incrementAndGet();
    }

    /// What to say to it for a tunnel to `target`.
    TunnelDialogue dialogue(InetSocketAddress target, int answerBytesMax) {
        return switch (address.kind()) {
            case HTTP -> new ConnectDialogue(this, target, answerBytesMax);
            case SOCKS5 -> new SocksDialogue(this, address.login(), target);
        };
    }

    /// A fault of its own.
    ProxyFaultException fault(String what, Hope hope) {
        return fault(what, hope, Culprit.PROXY);
    }

    ProxyFaultException fault(String what, Hope hope, Culprit culprit) {
        return new ProxyFaultException("the proxy " + this + ' ' + what, hope, culprit);
    }

    private Optional<InetAddress> literal() {
        try {
            return Optional.of(InetAddress.ofLiteral(address.host()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a name
        }
    }

    /// Without user and password.
    @Override
    public String toString() {
        return address.toString();
    }
}
