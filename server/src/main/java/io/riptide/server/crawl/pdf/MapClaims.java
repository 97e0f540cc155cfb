package io.riptide.server.crawl.pdf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says what the ranges of a character map will take: PDFBox writes down each character of a range, and one of
/// a line may have sixteen million.
///
/// - **Threading:** any thread.
/// - **Source:** Adobe Technical Note 5411, 1.4.2; ISO 32000-2, 9.10.3.
final class MapClaims {
    /// Memory of an entry beside the string it maps to.
    private static final int ENTRY_BYTES = 64;

    private static final byte[] BEGIN = "beginbfrange".getBytes(ISO_8859_1);
    private static final Pattern COMMENT = Pattern.compile("%[^\\r\\n]*");
    private static final Pattern SECTION = Pattern.compile("beginbfrange(.*?)(?:endbfrange|\\z)", Pattern.DOTALL);
    private static final Pattern OPERAND = Pattern.compile("<([^<>]*)>|\\[[^\\]]*\\]");

    private MapClaims() {}

    /// About how many bytes the ranges in the first `length` of `bytes` will take; 0 for what is no map.
    static long weight(byte[] bytes, int length) throws IOException {
        if (!holds(bytes, length)) {
            return 0;
        }
        String text = COMMENT.matcher(new String(bytes, 0, length, ISO_8859_1)).replaceAll(" ");
        long weight = 0;
        Matcher section = SECTION.matcher(text);
        while (section.find()) {
            weight += ranges(section.group(1));
        }
        return weight;
    }

    private static boolean holds(byte[] bytes, int length) {
        for (int i = 0; i <= length - BEGIN.length; i++) {
            int matched = 0;
            while (matched < BEGIN.length && bytes[i + matched] == BEGIN[matched]) {
                matched++;
            }
            if (matched == BEGIN.length) {
                return true;
            }
        }
        return false;
    }

    /// From, to, and what the first is mapped to; or all of them in a list, which is as long as it is.
    private static long ranges(String section) throws IOException {
        long weight = 0;
        long from = 0;
        long count = 0;
        int place = 0;
        Matcher operand = OPERAND.matcher(section);
        while (operand.find()) {
            String digits = operand.group(1);
            switch (place) {
                case 0 -> from = number(digits);
                case 1 -> count = Math.max(0, number(digits) - from + 1);
                default -> weight += digits == null ? 0 : count * (ENTRY_BYTES + digits.length());
            }
            place = (place + 1) % 3;
        }
        return weight;
    }

    private static long number(String digits) throws IOException {
        String packed = digits == null ? "" : digits.replaceAll("\\s", "");
        try {
            return packed.isEmpty() ? 0 : Long.parseLong(packed, 16);
        } catch (NumberFormatException e) {
            throw new IOException("a range that is none", e);
        }
    }
}
