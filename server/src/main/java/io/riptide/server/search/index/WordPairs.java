package io.riptide.server.search.index;

import io.riptide.server.search.index.QueryReader.Word;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.util.BytesRef;

/// Which words of a page stand one behind the other: a Bloom filter of these pairs, so that most of the pages
/// with all words of a phrase, but without the phrase, need not be read to know it.
///
/// Two bits a pair, out of eight to sixteen for each word of the page: of pages that have a pair of words apart,
/// one in twenty or fewer seem to have it together. That one has it is never missed.
///
/// Begins with [#clear], then [#add] for each word; [#filter] ends it.
///
/// - **Threading:** one thread.
/// - **Bounds:** keeps eight bytes for each word of the longest page, and two more for its filter.
/// - **Source:** B. H. Bloom, Space/time trade-offs in hash coding with allowable errors, CACM 13 (7), 1970.
final class WordPairs {
    private static final int WORDS_MIN = 1_024;
    private static final int BITS_A_WORD = 8;
    private static final int BYTES_MIN = 8;

    /// Spreads what differs only in few bits; 2^64 by the golden ratio.
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private int[] hashes = new int[WORDS_MIN];
    private int[] positions = new int[WORDS_MIN];
    private int count;
    private int origin;
    private byte[] bits = {};

    /// Forgets all words.
    void clear() {
        count = 0;
        origin = 0;
    }

    /// A word with this hash, at this place of its text; places never go back.
    void add(int hash, int position) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
            positions = Arrays.copyOf(positions, 2 * count);
        }
        hashes[count] = hash;
        positions[count++] = origin + position;
    }

    /// What comes now is another text.
    void endText() {
        origin = count == 0 ? 0 : positions[count - 1] + 2;
    }

    /// The filter; good until the next one is made.
    BytesRef filter() {
        int length = Integer.highestOneBit(Math.max(BYTES_MIN, count * BITS_A_WORD / Byte.SIZE * 2 - 1));
        if (bits.length < length) {
            bits = new byte[length];
        }
        Arrays.fill(bits, 0, length, (byte) 0);
        int mask = length * Byte.SIZE - 1;
        for (int i = 0; i < count; i++) {
            for (int j = i + 1; j < count && positions[j] - positions[i] <= 1; j++) {
                if (positions[j] > positions[i]) {
                    long mixed = mixed(hashes[i], hashes[j]);
                    set((int) mixed & mask);
                    set((int) (mixed >>> Integer.SIZE) & mask);
                }
            }
        }
        return new BytesRef(bits, 0, length);
    }

    private void set(int bit) {
        bits[bit >> 3] |= (byte) (1 << (bit & 7));
    }

    private static long mixed(int first, int second) {
        long pair = ((long) first << Integer.SIZE | Integer.toUnsignedLong(second)) * SPREAD;
        return (pair ^ pair >>> Integer.SIZE) * SPREAD;
    }

    /// Whether the page of `filter` may have all `phrases`; if not, it lacks one for sure.
    static boolean mayHave(BytesRef filter, List<List<Word>> phrases) {
        return phrases.stream().allMatch(phrase -> mayHavePhrase(filter, phrase));
    }

    private static boolean mayHavePhrase(BytesRef filter, List<Word> phrase) {
        for (int i = 1; i < phrase.size(); i++) {
            Word first = phrase.get(i - 1);
            Word second = phrase.get(i);
            if (second.position() - first.position() == 1
                    && !has(filter, mixed(first.term().hashCode(), second.term().hashCode()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean has(BytesRef filter, long mixed) {
        int mask = filter.length * Byte.SIZE - 1;
        return isSet(filter, (int) mixed & mask) && isSet(filter, (int) (mixed >>> Integer.SIZE) & mask);
    }

    private static boolean isSet(BytesRef filter, int bit) {
        return (filter.bytes[filter.offset + (bit >> 3)] >> (bit & 7) & 1) != 0;
    }
}
