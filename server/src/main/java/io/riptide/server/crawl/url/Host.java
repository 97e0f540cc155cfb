package io.riptide.server.crawl.url;

/// What stands where a URL names a host. `toString` is the host serialiser's output.
///
/// - **Threading:** immutable.
/// - **Source:** WHATWG URL, 3.1 "Host representation".
sealed interface Host {
    /// A name that DNS may know: ASCII, lower case.
    record Domain(String name) implements Host {
        @Override
        public String toString() {
            return name;
        }
    }

    /// Thirty-two bits of IPv4 address, network order.
    record Ipv4(int address) implements Host {
        @Override
        public String toString() {
            return Ipv4Text.write(address);
        }
    }

    /// An IPv6 address as its canonical text, without brackets (RFC 5952 but for embedded IPv4).
    record Ipv6(String address) implements Host {
        @Override
        public String toString() {
            return "[" + address + "]";
        }
    }

    /// The host of a scheme that is not special: not interpreted.
    record Opaque(String text) implements Host {
        @Override
        public String toString() {
            return text;
        }
    }

    /// No characters between the slashes, as in `file:///`.
    record Empty() implements Host {
        @Override
        public String toString() {
            return "";
        }
    }
}
