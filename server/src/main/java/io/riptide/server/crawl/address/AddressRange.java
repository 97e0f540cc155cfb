package io.riptide.server.crawl.address;

import java.net.InetAddress;

/// A block of addresses in CIDR form: all that share their first `prefixBits` with `first`.
///
/// - **Failure:** [#parse] throws [IllegalArgumentException] on anything but `literal/bits` or a bare literal,
///   and when bits after the prefix are set: `10.1.2.3/8` is more likely a slip than a wish.
/// - **Source:** RFC 4632, section 3.1; RFC 4291, section 2.3.
///
/// @param first the lowest address of the block
/// @param prefixBits how many leading bits an address shares with it
public record AddressRange(InetAddress first, int prefixBits) {

    public AddressRange {
        byte[] bytes = first.getAddress();
        if (prefixBits < 0 || prefixBits > bytes.length * Byte.SIZE) {
            throw new IllegalArgumentException("prefixBits=" + prefixBits);
        }
        for (int bit = prefixBits; bit < bytes.length * Byte.SIZE; bit++) {
            if (bitOf(bytes, bit) != 0) {
                throw new IllegalArgumentException(
                        "first=" + first.getHostAddress() + " has bits after the prefix of " + prefixBits);
            }
        }
    }

    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        int bitsMax = address.getAddress().length * Byte.SIZE;
        try {
            return new AddressRange(address, slash < 0 ? bitsMax : Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("range=" + text, e);
        }
    }

    /// Whether `address`, four or sixteen bytes in network order, lies in this block. Families never match each
    /// other.
    boolean contains(byte[] address) {
        byte[] prefix = first.getAddress();
        if (prefix.length != address.length) {
            return false;
        }
        int whole = prefixBits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (prefix[i] != address[i]) {
                return false;
            }
        }
        int rest = prefixBits % Byte.SIZE;
        return rest == 0 || (((prefix[whole] ^ address[whole]) & 0xFF) >>> (Byte.SIZE - rest)) == 0;
    }

    private static int bitOf(byte[] bytes, int bit) {
        return (bytes[bit / Byte.SIZE] >>> (Byte.SIZE - 1 - bit % Byte.SIZE)) & 1;
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + prefixBits;
    }
}
