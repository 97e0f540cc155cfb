package io.riptide.server.crawl.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Decides whether the crawl may connect to an address. Nothing but the public Internet, unless it is told
/// otherwise.
///
/// An IPv6 address that only wraps an IPv4 one (mapped, compatible, translated, well-known NAT64) is judged by
/// the IPv4 address, because that is the host a packet would reach, and only that one can be on the allow-list.
/// Tunnels whose far end the wrapped address does not settle (6to4, Teredo, local-use NAT64) are refused as
/// such. Of IPv6 only global unicast, `2000::/3`, is public at all.
///
/// What can be opened, and by what:
///
/// | block | flag `allowPrivate` | allow-list |
/// |---|---|---|
/// | loopback, private, unique local | yes | yes |
/// | link-local, shared, documentation, reserved, cloud metadata … | no | yes |
/// | unspecified, broadcast, multicast, any with an interface scope | no | no |
///
/// - **Threading:** immutable; any thread.
/// - **Failure:** a refusal is a text that names the address and the rule.
/// - **Source:** RFC 6890, RFC 8190; RFC 4291, sections 2.5.5 and 2.7; RFC 6052, section 2.1.
public final class AddressPolicy {
    private static final AddressRange GLOBAL_UNICAST = AddressRange.parse("2000::/3");

    /// Their last four bytes are an IPv4 address. `::ffff:0:0/96` is not here: Java turns it into an IPv4
    /// address by itself, but for one made with a scope, which is refused before.
    private static final List<AddressRange> V4_IN_LAST_BYTES = List.of(
            AddressRange.parse("::/96"), AddressRange.parse("::ffff:0:0:0/96"), AddressRange.parse("64:ff9b::/96"));

    private final boolean allowPrivate;
    private final List<AddressRange> allowed;

    public AddressPolicy(boolean allowPrivate, List<AddressRange> allowed) {
        this.allowPrivate = allowPrivate;
        this.allowed = List.copyOf(allowed);
    }

    public static AddressPolicy publicOnly() {
        return new AddressPolicy(false, List.of());
    }

    public boolean permits(InetAddress address) {
        return refusal(address).isEmpty();
    }

    /// Why `address` may not be connected to; empty if it may.
    public Optional<String> refusal(InetAddress address) {
        if (address instanceof Inet6Address scoped && isScoped(scoped)) {
            return Optional.of(address.getHostAddress() + " is bound to an interface");
        }
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? refusalOfV4(address, bytes) : refusalOfV6(address, bytes);
    }

    private Optional<String> refusalOfV4(InetAddress shown, byte[] v4) {
        return refusalBy(SpecialRange.V4, shown, v4);
    }

    private Optional<String> refusalOfV6(InetAddress shown, byte[] v6) {
        Optional<String> special = refusalBy(SpecialRange.V6, shown, v6);
        if (special.isPresent() || isSpecial(SpecialRange.V6, v6)) {
            return special;
        }
        for (AddressRange wrapping : V4_IN_LAST_BYTES) {
            if (wrapping.contains(v6)) {
                return refusalOfV4(shown, Arrays.copyOfRange(v6, 12, 16));
            }
        }
        return GLOBAL_UNICAST.contains(v6) || isAllowed(v6)
                ? Optional.empty()
                : Optional.of(shown.getHostAddress() + " is not global unicast");
    }

    private Optional<String> refusalBy(List<SpecialRange> ranges, InetAddress shown, byte[] bytes) {
        for (SpecialRange special : ranges) {
            if (special.range().contains(bytes)) {
                return opens(special.opening(), bytes)
                        ? Optional.empty()
                        : Optional.of(shown.getHostAddress() + " is " + special.name());
            }
        }
        return Optional.empty();
    }

    private boolean opens(SpecialRange.Opening opening, byte[] bytes) {
        return switch (opening) {
            case NEVER -> false;
            case BY_LIST -> isAllowed(bytes);
            case BY_FLAG -> allowPrivate || isAllowed(bytes);
        };
    }

    private boolean isAllowed(byte[] bytes) {
        return allowed.stream().anyMatch(range -> range.contains(bytes));
    }

    private static boolean isSpecial(List<SpecialRange> ranges, byte[] bytes) {
        return ranges.stream().anyMatch(special -> special.range().contains(bytes));
    }

    private static boolean isScoped(Inet6Address address) {
        return address.getScopeId() != 0 || address.getScopedInterface() != null;
    }
}
