package io.riptide.protocol.compression;

/// Reads one field value from left to right.
///
/// ```
/// #( codings [ OWS ";" OWS "q=" qvalue ] )     codings = token / "*"
/// ```
///
/// - **Threading:** one thread, one use.
/// - **Source:** RFC 9110, 12.5.3 and 12.4.2; 5.6.1.2: empty elements are passed over.
final class AcceptEncodingParser {
    private static final int UNLISTED = -1;
    private static final int ONE = 1000;
    private static final int FRACTION_DIGITS_MAX = 3;
    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    private final String value;
    private int at;
    private int gzip = UNLISTED;
    private int identity = UNLISTED;
    private int any = UNLISTED;

    AcceptEncodingParser(String value) {
        this.value = value;
    }

    AcceptEncoding parse() {
        do {
            skipWhitespace();
            if (at < value.length() && value.charAt(at) != ',' && !element()) {
                return AcceptEncoding.IDENTITY_ONLY;
            }
            skipWhitespace();
        } while (take(','));
        if (at < value.length()) {
            return AcceptEncoding.IDENTITY_ONLY;
        }
        int ofGzip = gzip == UNLISTED ? any : gzip;
        return new AcceptEncoding(Math.max(0, ofGzip), Math.max(0, identity));
    }

    private boolean element() {
        int start = at;
        while (at < value.length() && isToken(value.charAt(at))) {
            at++;
        }
        int end = at;
        if (start == end) {
            return false;
        }
        skipWhitespace();
        int weight = ONE;
        if (take(';')) {
            skipWhitespace();
            weight = weight();
        }
        if (weight < 0) {
            return false;
        }
        note(start, end, weight);
        return true;
    }

    /// What is listed twice counts as its lowest weight, so that a refusal holds wherever it stands.
    private void note(int start, int end, int weight) {
        if (isWord(start, end, "gzip") || isWord(start, end, "x-gzip")) {
            gzip = lower(gzip, weight);
        } else if (isWord(start, end, "identity")) {
            identity = lower(identity, weight);
        } else if (isWord(start, end, "*")) {
            any = lower(any, weight);
        }
    }

    /// A qvalue in thousandths, negative if there is none.
    private int weight() {
        if (!(take('q') || take('Q')) || !take('=')) {
            return -1;
        }
        boolean isOne = take('1');
        if (!isOne && !take('0')) {
            return -1;
        }
        int fraction = 0;
        if (take('.')) {
            for (int digits = 0, unit = ONE / 10; digits < FRACTION_DIGITS_MAX && isDigit(); digits++, unit /= 10) {
                fraction += (value.charAt(at) - '0') * unit;
                at++;
            }
        }
        if (isOne) {
            return fraction == 0 ? ONE : -1;
        }
        return fraction;
    }

    private boolean isDigit() {
        return at < value.length() && value.charAt(at) >= '0' && value.charAt(at) <= '9';
    }

    private boolean take(char wanted) {
        if (at < value.length() && value.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void skipWhitespace() {
        while (at < value.length() && (value.charAt(at) == ' ' || value.charAt(at) == '\t')) {
            at++;
        }
    }

    private boolean isWord(int start, int end, String word) {
        return end - start == word.length() && value.regionMatches(true, start, word, 0, word.length());
    }

    private static int lower(int before, int weight) {
        return before == UNLISTED ? weight : Math.min(before, weight);
    }

    private static boolean isToken(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }
}
