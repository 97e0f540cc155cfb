package io.riptide.protocol.websocket;

/// Judges UTF-8 as it arrives, in pieces cut anywhere, and fails at the first byte that no valid text can have
/// there: overlong forms, surrogates and code points over U+10FFFF fail at their second byte, not at their
/// last.
///
/// The state is how many continuation bytes are due and between which bounds the next one must lie; only the
/// first continuation byte after E0, ED, F0 and F4 has narrower bounds than 80 to BF.
///
/// - **Bounds:** eight ASCII bytes cost one test.
/// - **Failure:** `accept…` returns false, and the validator must then be [#reset] before it is used again.
/// - **Source:** RFC 3629, 4; the Unicode Standard, table 3-7.
final class Utf8Validator {
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int CONTINUATION_MIN = 0x80;
    private static final int CONTINUATION_MAX = 0xbf;

    private int due;
    private int low = CONTINUATION_MIN;
    private int high = CONTINUATION_MAX;

    /// Forgets what came before.
    void reset() {
        due = 0;
        low = CONTINUATION_MIN;
        high = CONTINUATION_MAX;
    }

    /// Whether the text may end here.
    boolean isComplete() {
        return due == 0;
    }

    /// Judges the next byte, 0 to 255.
    boolean accept(int next) {
        assert next >= 0 && next <= 0xff : next;
        if (due == 0) {
            return next < 0x80 || acceptLead(next);
        }
        if (next < low || next > high) {
            return false;
        }
        due--;
        low = CONTINUATION_MIN;
        high = CONTINUATION_MAX;
        return true;
    }

    /// Judges the next eight bytes, the first one in the highest bits.
    boolean acceptEight(long bytes) {
        if (due == 0 && (bytes & HIGH_BITS) == 0) {
            return true;
        }
        for (int shift = 56; shift >= 0; shift -= 8) {
            if (!accept((int) (bytes >>> shift) & 0xff)) {
                return false;
            }
        }
        return true;
    }

    /// Judges `text[from, to)`.
    boolean acceptAll(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            int next = text[i] & 0xff;
            if ((next >= 0x80 || due != 0) && !accept(next)) {
                return false;
            }
        }
        return true;
    }

    private boolean acceptLead(int lead) {
        if (lead < 0xc2 || lead > 0xf4) {
            return false;
        }
        if (lead < 0xe0) {
            due = 1;
        } else if (lead < 0xf0) {
            due = 2;
            low = lead == 0xe0 ? 0xa0 : CONTINUATION_MIN;
            high = lead == 0xed ? 0x9f : CONTINUATION_MAX;
        } else {
            due = 3;
            low = lead == 0xf0 ? 0x90 : CONTINUATION_MIN;
            high = lead == 0xf4 ? 0x8f : CONTINUATION_MAX;
        }
        return true;
    }
}
