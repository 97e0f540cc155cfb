package io.riptide.server.search.index;

import java.util.Arrays;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.analysis.tokenattributes.TermFrequencyAttribute;

/// The different words of a text with how often each is in it, for a field that knows no places.
///
/// Lucene gets each word once instead of each time it occurs, and so has a fifth to a thirtieth of the work.
///
/// Begins with [#read]; then it is Lucene's, once.
///
/// - **Threading:** one thread.
/// - **Bounds:** keeps arrays for the most words that a text had.
final class PageTerms extends TokenStream {
    private static final int TERMS_MIN = 1_024;
    private static final int TERM_CHARS = 8;
    private static final int POSTING_BYTES = 4;

    /// Spreads what differs only in few bits; 2^32 by the golden ratio.
    private static final int SPREAD = 0x9E3779B9;

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final TermFrequencyAttribute frequency = addAttribute(TermFrequencyAttribute.class);
    private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
    private final PageWords words = new PageWords();

    private char[] chars = new char[TERMS_MIN * TERM_CHARS];
    private int charCount;

    /// Term `i` is `chars` from `ends[i]` to `ends[i + 1]`.
    private int[] ends = new int[TERMS_MIN + 1];

    private int[] hashes = new int[TERMS_MIN];
    private int[] counts = new int[TERMS_MIN];
    private int termCount;

    /// Open addressing; a term's index plus one, or zero. Never more than half full.
    private int[] slots = new int[2 * TERMS_MIN];

    private int next;

    /// Tells `pairs` each word too.
    void read(String text, WordPairs pairs) {
        charCount = 0;
        termCount = 0;
        next = 0;
        Arrays.fill(slots, 0);
        words.read(text);
        while (words.next()) {
            count(words.chars(), words.start(), words.length(), SPREAD * words.hash());
            pairs.add(words.hash(), words.position());
        }
    }

    /// About what the terms take in a file.
    long bytes() {
        return charCount + (long) POSTING_BYTES * termCount;
    }

    private void count(char[] word, int start, int length, int hash) {
        int slot = slotOf(hash);
        while (slots[slot] != 0) {
            int candidate = slots[slot] - 1;
            if (hashes[candidate] == hash && isTerm(candidate, word, start, length)) {
                counts[candidate]++;
                return;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = termCount + 1;
        add(word, start, length, hash);
    }

    /// The highest bits, which the multiplication has mixed best.
    private int slotOf(int hash) {
        return hash >>> (Integer.numberOfLeadingZeros(slots.length) + 1);
    }

    private boolean isTerm(int candidate, char[] word, int start, int length) {
        return Arrays.equals(chars, ends[candidate], ends[candidate + 1], word, start, start + length);
    }

    private void add(char[] word, int start, int length, int hash) {
        if (charCount + length > chars.length) {
            chars = Arrays.copyOf(chars, Math.max(2 * chars.length, charCount + length));
        }
        System.arraycopy(word, start, chars, charCount, length);
        charCount += length;
        hashes[termCount] = hash;
        counts[termCount] = 1;
        ends[++termCount] = charCount;
        if (2 * termCount == slots.length) {
            grow();
        }
    }

    private void grow() {
        hashes = Arrays.copyOf(hashes, 2 * termCount);
        counts = Arrays.copyOf(counts, 2 * termCount);
        ends = Arrays.copyOf(ends, 2 * termCount + 1);
        slots = new int[2 * slots.length];
        for (int i = 0; i < termCount; i++) {
            int slot = slotOf(hashes[i]);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = i + 1;
        }
    }

    @Override
    public boolean incrementToken() {
        if (next == termCount) {
            return false;
        }
        term.copyBuffer(chars, ends[next], ends[next + 1] - ends[next]);
        frequency.setTermFrequency(counts[next]);
        step.setPositionIncrement(1);
        next++;
        return true;
    }
}
