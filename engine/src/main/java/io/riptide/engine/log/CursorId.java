package io.riptide.engine.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/// The name of a place in a log, as clients see it: `<epoch>-<offset>`.
///
/// - **Bounds:** an epoch is [#EPOCH_LENGTH] characters of `0-9a-z`, an id at most [#LENGTH_MAX] characters.
public final class CursorId {
    /// Characters of an epoch.
    public static final int EPOCH_LENGTH = 8;

    /// Epoch, hyphen and the 19 digits of `Long.MAX_VALUE`.
    public static final int LENGTH_MAX = EPOCH_LENGTH + 1 + 19;

    /// The offset in the id of what stands before the first event of a log: who resumes there begins at 0.
    public static final long BEFORE_FIRST = Long.MAX_VALUE;

    private static final byte[] DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz".getBytes(US_ASCII);

    private CursorId() {}

    /// A new epoch; 41 random bits, so that an old cursor does not fit a new log.
    public static byte[] newEpoch() {
        byte[] epoch = new byte[EPOCH_LENGTH];
        long random = ThreadLocalRandom.current().nextLong() >>> 1;
        for (int i = 0; i < EPOCH_LENGTH; i++) {
            epoch[i] = DIGITS[(int) (random % DIGITS.length)];
            random /= DIGITS.length;
        }
        return epoch;
    }

    /// The id of the event at `offset`.
    public static String format(byte[] epoch, long offset) {
        return new String(epoch, US_ASCII) + '-' + offset;
    }

    /// Whether `id` has the form of a cursor.
    public static boolean isWellFormed(CharSequence id) {
        int length = id.length();
        if (length < EPOCH_LENGTH + 2 || length > LENGTH_MAX || id.charAt(EPOCH_LENGTH) != '-') {
            return false;
        }
        for (int i = 0; i < EPOCH_LENGTH; i++) {
            char c = id.charAt(i);
            boolean isDigit = c >= '0' && c <= '9';
            boolean isLetter = c >= 'a' && c <= 'z';
            if (!isDigit && !isLetter) {
                return false;
            }
        }
        return parseOffset(id) >= 0;
    }

    /// The offset in `id`, or nothing when `id` is malformed or of another epoch.
    public static OptionalLong offset(CharSequence id, byte[] epoch) {
        if (!isWellFormed(id)) {
            return OptionalLong.empty();
        }
        for (int i = 0; i < EPOCH_LENGTH; i++) {
            if (id.charAt(i) != epoch[i]) {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.of(parseOffset(id));
    }

    private static long parseOffset(CharSequence id) {
        boolean hasLeadingZero = id.charAt(EPOCH_LENGTH + 1) == '0' && id.length() > EPOCH_LENGTH + 2;
        if (hasLeadingZero) {
            return -1;
        }
        long offset = 0;
        for (int i = EPOCH_LENGTH + 1; i < id.length(); i++) {
            int digit = id.charAt(i) - '0';
            if (digit < 0 || digit > 9 || offset > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            offset = offset * 10 + digit;
        }
        return offset;
    }
}
