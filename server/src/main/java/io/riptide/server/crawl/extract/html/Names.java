package io.riptide.server.crawl.extract.html;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Names of elements and attributes, each made once for many pages.
///
/// - **Threading:** any. A place holds one immutable name; two threads that write it at once do the same work twice.
/// - **Bounds:** [#PLACES] names of [#CACHED_BYTES_MAX] bytes each; what shares a place with another is made anew.
final class Names {
    private static final int PLACES = 4_096;
    private static final int CACHED_BYTES_MAX = 48;
    private static final int HASH_FACTOR = 31;
    private static final int HASH_SHIFT = 12;

    private static final @Nullable Name[] CACHE = new Name[PLACES];

    private Names() {}

    /// A name.
    ///
    /// @param bytes as it is written
    /// @param lower in lower case
    /// @param hasCapitals whether that is not how it is written
    /// @param kind what element it is
    // Made once and read by this class.
    @SuppressWarnings("ArrayRecordComponent")
    record Name(byte[] bytes, String lower, boolean hasCapitals, ElementKind kind) {
        private boolean isAt(byte[] source, int from, int end) {
            return Arrays.equals(bytes, 0, bytes.length, source, from, end);
        }
    }

    /// What to begin a name's hash with, and what each of its bytes makes of that.
    static int hash(int before, byte next) {
        return before * HASH_FACTOR + next;
    }

    /// The name between `from` and `end`, which is ASCII, with its [#hash].
    static Name of(byte[] source, int from, int end, int hash) {
        int place = (hash ^ hash >>> HASH_SHIFT) & PLACES - 1;
        Name known = CACHE[place];
        if (known != null && known.isAt(source, from, end)) {
            return known;
        }
        byte[] bytes = Arrays.copyOfRange(source, from, end);
        String written = new String(bytes, StandardCharsets.ISO_8859_1);
        String lower = written.toLowerCase(Locale.ROOT);
        Name made = new Name(bytes, lower, !written.equals(lower), ElementKind.of(lower));
        if (bytes.length <= CACHED_BYTES_MAX) {
            CACHE[place] = made;
        }
        return made;
    }
}
