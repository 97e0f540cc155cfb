package io.riptide.protocol.websocket;

import java.util.Arrays;

/// Walks deflate data and finds how far back it refers: a decoder that knows RFC 1951 and nothing of ours.
final class DeflateDistances {
    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] CODE_LENGTH_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final byte[] bytes;
    private int bit;
    private int longest;

    private DeflateDistances(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The longest distance in a message's payload, 0 without any.
    static int longest(byte[] payload) {
        DeflateDistances walk = new DeflateDistances(ClientFrames.concat(payload, new byte[] {0, 0, -1, -1}));
        while (walk.bit < walk.bytes.length * 8) {
            walk.block();
        }
        return walk.longest;
    }

    private void block() {
        bits(1);
        switch (bits(2)) {
            case 0 -> {
                bit = (bit + 7) & ~7;
                int length = bits(16);
                bits(16);
                bit += length * 8;
            }
            case 1 -> {
                int[] literals = new int[288];
                Arrays.fill(literals, 0, 144, 8);
                Arrays.fill(literals, 144, 256, 9);
                Arrays.fill(literals, 256, 280, 7);
                Arrays.fill(literals, 280, 288, 8);
                int[] distances = new int[30];
                Arrays.fill(distances, 5);
                symbols(new Huffman(literals), new Huffman(distances));
            }
            case 2 -> dynamicBlock();
            default -> throw new AssertionError("block type 3");
        }
    }

    private void dynamicBlock() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int codes = bits(4) + 4;
        int[] codeLengths = new int[19];
        for (int i = 0; i < codes; i++) {
            codeLengths[CODE_LENGTH_ORDER[i]] = bits(3);
        }
        Huffman code = new Huffman(codeLengths);
        int[] lengths = new int[literals + distances];
        int i = 0;
        while (i < lengths.length) {
            int symbol = code.next();
            if (symbol < 16) {
                lengths[i++] = symbol;
            } else {
                int value = symbol == 16 ? lengths[i - 1] : 0;
                int times = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
                Arrays.fill(lengths, i, i + times, value);
                i += times;
            }
        }
        symbols(
                new Huffman(Arrays.copyOf(lengths, literals)),
                new Huffman(Arrays.copyOfRange(lengths, literals, lengths.length)));
    }

    private void symbols(Huffman literals, Huffman distances) {
        for (int symbol = literals.next(); symbol != 256; symbol = literals.next()) {
            if (symbol > 256) {
                bits(LENGTH_EXTRA[symbol - 257]);
                int code = distances.next();
                int extra = code < 2 ? 0 : code / 2 - 1;
                int base = code < 2 ? code + 1 : ((2 + (code & 1)) << extra) + 1;
                longest = Math.max(longest, base + bits(extra));
            }
        }
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value |= (bytes[bit >>> 3] >>> (bit & 7) & 1) << i;
            bit++;
        }
        return value;
    }

    /// A canonical Huffman code, read bit by bit.
    private final class Huffman {
        private final int[] counts = new int[16];
        private final int[] symbols;

        Huffman(int[] lengths) {
            symbols = new int[lengths.length];
            for (int length : lengths) {
                counts[length]++;
            }
            counts[0] = 0;
            int[] starts = new int[17];
            for (int length = 1; length < 16; length++) {
                starts[length + 1] = starts[length] + counts[length];
            }
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] != 0) {
                    symbols[starts[lengths[symbol]]++] = symbol;
                }
            }
        }

        int next() {
            int code = 0;
            int first = 0;
            int index = 0;
            for (int length = 1; length < 16; length++) {
                code |= bits(1);
                if (code - counts[length] < first) {
                    return symbols[index + code - first];
                }
                index += counts[length];
                first = (first + counts[length]) << 1;
                code <<= 1;
            }
            throw new AssertionError("no such code");
        }
    }
}
