package io.riptide.server.crawl.url;

import java.util.Arrays;

/// IPv6 addresses as URLs write them, without the brackets: eight pieces, `::` for a run of zeros, IPv4 at the
/// end.
///
/// Zone identifiers (`%eth0`) are refused, as the standard has it.
///
/// - **Threading:** any thread.
/// - **Bounds:** a refusal comes within 40 characters of a valid beginning.
/// - **Source:** WHATWG URL, 3.5 "Host parsing", the IPv6 parser and serialiser.
final class Ipv6Text {
    private static final int PIECES = 8;

    private final String text;
    private final int[] pieces = new int[PIECES];
    private int pieceIndex;

    /// Index of the piece after `::`, which stands for one piece at least, or -1.
    private int compressAt = -1;

    private int position;

    private Ipv6Text(String text) {
        this.text = text;
    }

    /// Eight pieces of 16 bits each.
    static int[] parse(String text) throws InvalidUrlException {
        Ipv6Text parser = new Ipv6Text(text);
        parser.readAll();
        return parser.pieces;
    }

    private static InvalidUrlException invalid() {
        return new InvalidUrlException("IPv6 address is malformed");
    }

    private int peek() {
        return position < text.length() ? text.charAt(position) : -1;
    }

    private void readAll() throws InvalidUrlException {
        if (peek() == ':') {
            position++;
            if (peek() != ':') {
                throw invalid();
            }
            position++;
            compressAt = ++pieceIndex;
        }
        while (position < text.length()) {
            readPiece();
        }
        if (compressAt >= 0) {
            int moved = pieceIndex - compressAt;
            System.arraycopy(pieces, compressAt, pieces, PIECES - moved, moved);
            Arrays.fill(pieces, compressAt, PIECES - moved, 0);
        } else if (pieceIndex != PIECES) {
            throw invalid();
        }
    }

    private void readPiece() throws InvalidUrlException {
        if (pieceIndex == PIECES) {
            throw invalid();
        }
        if (peek() == ':') {
            if (compressAt >= 0) {
                throw invalid();
            }
            position++;
            compressAt = ++pieceIndex;
            return;
        }
        int start = position;
        int value = 0;
        while (position - start < 4 && Ascii.hexValue(peek()) >= 0) {
            value = (value << 4) | Ascii.hexValue(peek());
            position++;
        }
        if (peek() == '.') {
            position = start;
            readIpv4Tail();
            return;
        }
        if (peek() == ':') {
            position++;
            if (peek() < 0) {
                throw invalid();
            }
        } else if (peek() >= 0) {
            throw invalid();
        }
        pieces[pieceIndex++] = value;
    }

    /// Dotted decimal at the end; unlike in [Ipv4Text], four plain decimal numbers and nothing else.
    private void readIpv4Tail() throws InvalidUrlException {
        if (pieceIndex > PIECES - 2) {
            throw invalid();
        }
        for (int octets = 0; octets < 4; octets++) {
            if (octets > 0) {
                if (peek() != '.') {
                    throw invalid();
                }
                position++;
            }
            pieces[pieceIndex] = (pieces[pieceIndex] << 8) | readOctet();
            if (octets == 1 || octets == 3) {
                pieceIndex++;
            }
        }
        if (peek() >= 0) {
            throw invalid();
        }
    }

    private int readOctet() throws InvalidUrlException {
        if (!Ascii.isDigit(peek())) {
            throw invalid();
        }
        int octet = 0;
        int start = position;
        while (Ascii.isDigit(peek())) {
            if (position > start && octet == 0) {
                throw invalid();
            }
            octet = octet * 10 + peek() - '0';
            if (octet > 0xFF) {
                throw invalid();
            }
            position++;
        }
        return octet;
    }

    /// Shortest form: lower-case hexadecimal, the first longest run of two or more zero pieces as `::`.
    static String write(int[] pieces) {
        int longestStart = -1;
        int longest = 1;
        for (int i = 0; i < PIECES; i++) {
            int run = 0;
            while (i + run < PIECES && pieces[i + run] == 0) {
                run++;
            }
            if (run > longest) {
                longest = run;
                longestStart = i;
            }
        }
        StringBuilder out = new StringBuilder(39);
        for (int i = 0; i < PIECES; i++) {
            if (i == longestStart) {
                out.append(i == 0 ? "::" : ":");
                i += longest - 1;
                continue;
            }
            out.append(Integer.toHexString(pieces[i]));
            if (i < PIECES - 1) {
                out.append(':');
            }
        }
        return out.toString();
    }
}
