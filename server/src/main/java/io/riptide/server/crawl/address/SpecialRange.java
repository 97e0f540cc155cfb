package io.riptide.server.crawl.address;

import java.util.List;

/// A block that is not part of the public Internet, with what may open it.
///
/// - **Source:** IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190); the metadata hosts
///   of the large clouds.
///
/// @param range the block
/// @param name what it is, in the words of an error message
/// @param opening who may open it
record SpecialRange(AddressRange range, String name, Opening opening) {

    /// What makes a block reachable although it is special.
    enum Opening {
        /// Nothing: there is no single host behind such an address.
        NEVER,
        /// Only an entry of the allow-list.
        BY_LIST,
        /// The flag for private networks, or an entry of the allow-list.
        BY_FLAG
    }

    /// Looked at in order, so narrow blocks stand before the wide ones that hold them.
    static final List<SpecialRange> V4 = List.of(
            never("0.0.0.0/32", "unspecified"),
            never("255.255.255.255/32", "broadcast"),
            never("224.0.0.0/4", "multicast"),
            byList("169.254.169.254/32", "cloud metadata"),
            byList("169.254.170.2/32", "cloud metadata"),
            byList("100.100.100.200/32", "cloud metadata"),
            byList("192.0.0.192/32", "cloud metadata"),
            byList("168.63.129.16/32", "cloud metadata"),
            byFlag("127.0.0.0/8", "loopback"),
            byFlag("10.0.0.0/8", "private"),
            byFlag("172.16.0.0/12", "private"),
            byFlag("192.168.0.0/16", "private"),
            byList("0.0.0.0/8", "this network"),
            byList("100.64.0.0/10", "carrier-grade NAT"),
            byList("169.254.0.0/16", "link-local"),
            byList("192.0.0.0/24", "IETF protocol assignment"),
            byList("192.0.2.0/24", "documentation"),
            byList("192.88.99.0/24", "6to4 relay"),
            byList("198.18.0.0/15", "benchmarking"),
            byList("198.51.100.0/24", "documentation"),
            byList("203.0.113.0/24", "documentation"),
            byList("240.0.0.0/4", "reserved"));

    static final List<SpecialRange> V6 = List.of(
            never("::/128", "unspecified"),
            never("ff00::/8", "multicast"),
            byList("fd00:ec2::254/128", "cloud metadata"),
            byList("fd20:ce::254/128", "cloud metadata"),
            byFlag("::1/128", "loopback"),
            byFlag("fc00::/7", "unique local"),
            byList("fe80::/10", "link-local"),
            byList("fec0::/10", "site-local"),
            byList("64:ff9b:1::/48", "local-use NAT64"),
            byList("100::/64", "discard-only"),
            byList("2001::/32", "Teredo"),
            byList("2001:10::/28", "ORCHID"),
            byList("2001:20::/28", "ORCHIDv2"),
            byList("2001::/23", "IETF protocol assignment"),
            byList("2001:db8::/32", "documentation"),
            byList("2002::/16", "6to4"),
            byList("3fff::/20", "documentation"));

    private static SpecialRange never(String range, String name) {
        return new SpecialRange(AddressRange.parse(range), name, Opening.NEVER);
    }

    private static SpecialRange byList(String range, String name) {
        return new SpecialRange(AddressRange.parse(range), name, Opening.BY_LIST);
    }

    private static SpecialRange byFlag(String range, String name) {
        return new SpecialRange(AddressRange.parse(range), name, Opening.BY_FLAG);
    }
}
