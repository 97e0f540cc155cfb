package io.riptide.server.crawl.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// The one way from a host to addresses that may be dialled: resolve once, judge every answer, hand out only
/// those judged.
///
/// One bad answer refuses the host as a whole. A name that points at the public Internet and at a private
/// network at once is how a rebinding attack looks, and picking the good half would leave the choice to whoever
/// retries.
///
/// - **Threading:** any thread that may block.
/// - **Bounds:** at most [#DIALLED_MAX] addresses come back, in the resolver's order; all answers are judged.
/// - **Failure:** as [HostResolver], and [BlockedAddressException].
public final class AddressGate {
    static final int DIALLED_MAX = 4;

    private final HostResolver resolver;
    private final AddressPolicy policy;

    public AddressGate(HostResolver resolver, AddressPolicy policy) {
        this.resolver = resolver;
        this.policy = policy;
    }

    /// The addresses of `host`, a name or a literal (IPv6 in brackets or bare).
    public List<InetAddress> admit(String host, Duration timeout)
            throws UnknownHostException, BlockedAddressException, TimeoutException, InterruptedException {
        Optional<InetAddress> literal = literal(host);
        List<InetAddress> answers = literal.isPresent() ? List.of(literal.get()) : resolver.resolve(host, timeout);
        if (answers.isEmpty()) {
            throw new UnknownHostException(host + ": no addresses");
        }
        for (InetAddress answer : answers) {
            Optional<String> refusal = policy.refusal(answer);
            if (refusal.isPresent()) {
                throw new BlockedAddressException(
                        literal.isPresent()
                                ? refusal.get()
                                : host + " resolves to a blocked address: " + refusal.get());
            }
        }
        return List.copyOf(answers.subList(0, Math.min(answers.size(), DIALLED_MAX)));
    }

    /// Whether a connection to `address` is one this gate would have let through.
    public boolean permits(InetAddress address) {
        return policy.permits(address);
    }

    private static Optional<InetAddress> literal(String host) {
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        String bare = isBracketed ? host.substring(1, host.length() - 1) : host;
        try {
            return Optional.of(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a name, which is what hosts mostly are
        }
    }
}
