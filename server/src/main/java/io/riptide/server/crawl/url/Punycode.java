package io.riptide.server.crawl.url;

/// A label of code points as letters, digits and hyphens, and back; without the `xn--`.
///
/// - **Threading:** any thread.
/// - **Bounds:** quadratic in the label; [DomainToAscii] bounds the domain.
/// - **Source:** RFC 3492, sections 5 and 6.
final class Punycode {
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_N = 0x80;

    private Punycode() {}

    static String encode(String label) {
        assert label.length() <= DomainToAscii.UNICODE_CHARACTERS_MAX : label.length();
        int[] input = label.codePoints().toArray();
        StringBuilder out = new StringBuilder(label.length() + 16);
        for (int codePoint : input) {
            if (codePoint < INITIAL_N) {
                out.append((char) codePoint);
            }
        }
        int basic = out.length();
        int handled = basic;
        if (basic > 0) {
            out.append('-');
        }
        int n = INITIAL_N;
        int bias = INITIAL_BIAS;
        // Cannot overflow for labels within the bound, since no code point is above 0x10FFFF.
        int delta = 0;
        while (handled < input.length) {
            int next = smallestFrom(n, input);
            delta += (next - n) * (handled + 1);
            n = next;
            for (int codePoint : input) {
                if (codePoint < n) {
                    delta++;
                } else if (codePoint == n) {
                    appendVariableLength(delta, bias, out);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            n++;
        }
        return out.toString();
    }

    private static int smallestFrom(int n, int[] input) {
        int smallest = Integer.MAX_VALUE;
        for (int codePoint : input) {
            if (codePoint >= n && codePoint < smallest) {
                smallest = codePoint;
            }
        }
        return smallest;
    }

    private static void appendVariableLength(int delta, int bias, StringBuilder out) {
        int rest = delta;
        for (int k = BASE; ; k += BASE) {
            int threshold = threshold(k, bias);
            if (rest < threshold) {
                out.append(digit(rest));
                return;
            }
            out.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    static String decode(String encoded) throws InvalidUrlException {
        int delimiter = encoded.lastIndexOf('-');
        // A hyphen in the first place delimits nothing; every other one ends the basic code points.
        int basic = Math.max(delimiter, 0);
        int[] output = new int[encoded.length()];
        for (int i = 0; i < basic; i++) {
            output[i] = encoded.charAt(i);
        }
        int length = basic;
        int position = basic > 0 ? basic + 1 : 0;
        int n = INITIAL_N;
        int bias = INITIAL_BIAS;
        int index = 0;
        while (position < encoded.length()) {
            int oldIndex = index;
            long weight = 1;
            long sum = index;
            for (int k = BASE; ; k += BASE) {
                int digit = position < encoded.length() ? digitValue(encoded.charAt(position++)) : -1;
                sum += digit * weight;
                if (digit < 0 || sum > Integer.MAX_VALUE) {
                    throw invalid();
                }
                int threshold = threshold(k, bias);
                if (digit < threshold) {
                    break;
                }
                weight = Math.min(weight * (BASE - threshold), Integer.MAX_VALUE);
            }
            length++;
            bias = adapt((int) sum - oldIndex, length, oldIndex == 0);
            n = n + (int) (sum / length);
            index = (int) (sum % length);
            if (n < 0 || n > Character.MAX_CODE_POINT || isSurrogate(n)) {
                throw invalid();
            }
            System.arraycopy(output, index, output, index + 1, length - 1 - index);
            output[index++] = n;
        }
        return new String(output, 0, length);
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static InvalidUrlException invalid() {
        return new InvalidUrlException("host holds a label that is no Punycode");
    }

    private static int threshold(int k, int bias) {
        return Math.clamp((long) k - bias, T_MIN, T_MAX);
    }

    private static int adapt(int delta, int points, boolean isFirst) {
        int rest = isFirst ? delta / DAMP : delta / 2;
        rest += rest / points;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * rest / (rest + SKEW);
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int digitValue(char c) {
        if (Ascii.isDigit(c)) {
            return c - '0' + 26;
        }
        return Ascii.isAlpha(c) ? (c | 0x20) - 'a' : -1;
    }
}
