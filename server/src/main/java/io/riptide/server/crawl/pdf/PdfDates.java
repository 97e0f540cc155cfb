package io.riptide.server.crawl.pdf;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a PDF's own form of dates, `D:20240131120000+01'00'`.
///
/// - **Source:** ISO 32000-2, 7.9.4 "Dates".
final class PdfDates {
    private static final int CHARS_MAX = 40;

    /// Year, then each part only if the one before is there, then the zone.
    private static final Pattern DATE = Pattern.compile("(?:D:)?\\s*(\\d{4})(?:(\\d{2})(?:(\\d{2})"
            + "(?:(\\d{2})(\\d{2})(\\d{2})?(Z|[+-]\\d{2}'?\\d{0,2}'?)?)?)?)?.*");

    private PdfDates() {}

    /// The date as ISO 8601: without a zone only the day is certain. What is no PDF date comes back as it is.
    static String iso(String text) {
        Matcher date = DATE.matcher(text.strip());
        if (text.length() > CHARS_MAX || text.indexOf('-') == 4 || !date.matches()) {
            return text.strip();
        }
        String day = date.group(1) + '-' + or(date.group(2), "01") + '-' + or(date.group(3), "01");
        String zone = date.group(7);
        if (date.group(4) == null || zone == null) {
            return day;
        }
        return day + 'T' + date.group(4) + ':' + date.group(5) + ':' + or(date.group(6), "00") + zone(zone);
    }

    private static String zone(String zone) {
        String digits = zone.substring(1).replace("'", "");
        return zone.startsWith("Z")
                ? "Z"
                : zone.charAt(0) + digits.substring(0, 2) + ':' + (digits.length() < 4 ? "00" : digits.substring(2, 4));
    }

    private static String or(@org.jspecify.annotations.Nullable String part, String otherwise) {
        return part == null ? otherwise : part;
    }
}
